/* The server goes away and comes back (Q12): screens say so, and are live again within seconds.
 *
 * A door in between is shut and opened, so that the browser meets what it meets when a server restarts:
 * ended connections, then refused ones. */
import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

const AWAY_MS = 16_000
const BACK_MAX_MS = 3_000
/* The home page asks every 15 s. */
const HOME_MAX_MS = 20_000

export function door(base) {
	const { hostname, port } = new URL(base)
	const sockets = new Set()
	const through = (socket) => {
		const other = connect(Number(port), hostname)
		for (const [from, to] of [[socket, other], [other, socket]]) {
			sockets.add(from)
			from.on('error', () => undefined).on('close', () => {
				sockets.delete(from)
				to.destroy()
			})
			from.pipe(to)
		}
	}
	let server = null
	let at = 0
	return {
		async open() {
			server = createServer(through).listen(at, '127.0.0.1')
			await once(server, 'listening')
			at = server.address().port
			return `http://127.0.0.1:${at}`
		},
		async shut() {
			const closed = once(server, 'close')
			server.close()
			sockets.forEach((socket) => socket.destroy())
			await closed
		},
	}
}

export async function away(browser, base, hall, { check }) {
	const way = door(base)
	const url = await way.open()
	const context = await browser.newContext()
	const pageOf = async (path) => {
		const page = await context.newPage()
		await page.goto(`${url}${path}?lang=zh-CN`)
		return page
	}
	const monitor = await pageOf(`/monitor/${hall}`)
	const home = await pageOf('/')
	await monitor.locator('.link:not(.lost)').waitFor()
	await home.locator('.open').first().waitFor()

	await check('screens and the home page say that the server is away', async () => {
		await way.shut()
		await monitor.locator('.link.lost').waitFor({ timeout: BACK_MAX_MS })
		await home.locator('.open.lost').first().waitFor({ timeout: HOME_MAX_MS })
	})
	await check(`a screen is live within ${BACK_MAX_MS} ms after the server was away for ${AWAY_MS} ms`, async () => {
		await monitor.waitForTimeout(AWAY_MS)
		await way.open()
		const began = performance.now()
		await monitor.locator('.link:not(.lost)').waitFor({ timeout: BACK_MAX_MS })
		console.log(`     back after ${(performance.now() - began).toFixed(0)} ms`)
	})
	await check('the home page is right again by itself', async () => {
		await home.locator('.open.lost').first().waitFor({ state: 'detached', timeout: 2 * BACK_MAX_MS })
		assert.ok(await home.locator('.open').first().isVisible())
	})
	await context.close()
	await way.shut()
}
