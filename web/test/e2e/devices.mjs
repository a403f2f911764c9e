/* Devices of a hall (Q1, Q12, Q19): a printer without paper shows on its kiosk and prints once when it has some, a
 * board that is switched off is silent after its time, and calls have receipts. */
import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { createServer } from 'node:net'

const WAIT_MS = 15_000
const NAP_MS = 100
const SILENT_AFTER_S = 2
const RECEIPT_MAX_MS = 1_000

/* A printer that answers as ESC/POS has it, with paper or without; its slips end with a cut. */
async function printer() {
	let paper = true
	let slips = 0
	const server = createServer((socket) => {
		socket.on('error', () => undefined)
		socket.on('data', (bytes) => {
			for (let i = 0; i < bytes.length; i++) {
				if (bytes[i] === 0x10 && bytes[i + 1] === 0x04) socket.write(Buffer.from([bytes[i + 2] === 4 && !paper ? 0x72 : 0x12]))
				if (bytes[i] === 0x1d && bytes[i + 1] === 0x72) socket.write(Buffer.from([0x00]))
				if (bytes[i] === 0x1d && bytes[i + 1] === 0x56) slips++
			}
		})
	}).listen(0, '127.0.0.1')
	await once(server, 'listening')
	return {
		address: `127.0.0.1:${server.address().port}`,
		slips: () => slips,
		paper: (there) => (paper = there),
		close: () => server.close(),
	}
}

async function until(what, holds) {
	const end = Date.now() + WAIT_MS
	for (;;) {
		const got = await holds()
		if (got) return got
		assert.ok(Date.now() < end, `never: ${what}`)
		await new Promise((resolve) => setTimeout(resolve, NAP_MS))
	}
}

async function get(base, path) {
	const response = await fetch(`${base}/v1/halls/${path}`)
	assert.equal(response.status, 200, path)
	return response.json()
}

export async function devices(browser, base, hall, window, labels, { check, scan, send }) {
	const paper = await printer()
	const before = await get(base, `${hall}/config`)
	const config = { ...before, devices: [
		{ id: 'k1', kind: 'kiosk', name: '取号机', printer: 'p1' },
		{ id: 'p1', kind: 'printer', name: '小票机', address: paper.address, paper_mm: 58 },
		{ id: 'b1', kind: 'board', name: '大屏', silent_after_s: SILENT_AFTER_S },
	] }
	const configured = await send('hall.configure', { config })
	assert.equal(configured.status, 200, JSON.stringify(configured.body))
	const list = () => get(base, `${hall}/devices`)
	const status = async (id) => (await list()).devices.find((one) => one.id === id)
	const context = await browser.newContext({ viewport: { width: 1080, height: 1920 } })
	const kiosk = await context.newPage()
	kiosk.setDefaultTimeout(WAIT_MS)
	const take = async () => {
		await kiosk.goto(`${base}/kiosk/${hall}?lang=zh-CN&device=k1`)
		for (const label of labels) await kiosk.locator('.choice', { hasText: label }).first().click()
		await kiosk.locator('.slip').waitFor()
	}

	await check('a slip comes out where the ticket was taken', async () => {
		await take()
		await until('one slip', () => paper.slips() === 1)
		assert.equal(await kiosk.locator('.slip [role="alert"]').count(), 0)
		assert.equal((await status('k1')).state, 'ok')
	})

	await check('a kiosk whose printer has no paper asks for a photo, and the slip comes out once there is some', async () => {
		paper.paper(false)
		await take()
		await kiosk.locator('.slip.lone [role="alert"]').waitFor()
		await scan(kiosk)
		await until('paper out', async () => (await status('p1')).state === 'paper_out')
		assert.equal(paper.slips(), 1)
		paper.paper(true)
		await until('the other slip', () => paper.slips() === 2)
		await kiosk.locator('.slip:not(.lone)').waitFor()
		await until('printed', async () => (await status('p1')).printed === 2)
		assert.equal(paper.slips(), 2)
	})

	await check('a call has the receipt of its board, which is silent after its time when it is switched off', async () => {
		const board = await context.newPage()
		await board.goto(`${base}/board/${hall}?device=b1`)
		await board.locator('main.show').waitFor()
		await until('a sign of life', async () => (await status('b1')).state === 'ok')
		assert.equal((await send('ticket.call_next', { window })).status, 200)
		const call = await until('a receipt', async () => (await list()).calls.find((one) => one.shown === 1))
		assert.equal(call.boards, 1)
		assert.ok(call.first_ms <= RECEIPT_MAX_MS, `the receipt came after ${call.first_ms} ms`)
		await board.close()
		await until('silence', async () => (await status('b1')).state === 'silent')
		await send('ticket.start', { window })
		await send('ticket.finish', { window })
	})

	await context.close()
	await send('hall.configure', { config: before })
	paper.close()
}
