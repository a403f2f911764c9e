/* From the kiosk to the phone (Q1, Q14, Q16): the ticket that was taken is followed by its link to the window and
 * rated there; in both languages, at 360 pixels and with letters of twice the size. */
import { strict as assert } from 'node:assert'

const WAIT_MS = 12_000
const REASONS_MAX = 12
const PHONE = { width: 360, height: 740 }

const part = (page, name) => page.locator(`[data-part="${name}"]`)

/* Nobody waits and the window is free, so that what a ticket is told is known. */
async function clear({ get, send }, hall, window) {
	for (const command of ['ticket.start', 'ticket.finish', 'window.ready']) await send(command, { window })
	for (const { ticket } of (await get(`/halls/${hall}/state`)).waiting) await send('ticket.cancel', { ticket, by: 'manager' })
	const state = (await get(`/halls/${hall}/state`)).windows.find((one) => one.id === window).state
	assert.equal(state, 'free')
}

/* The ticket that a customer takes at the kiosk. */
async function take(context, base, hall, labels, get) {
	const kiosk = await context.newPage()
	await kiosk.goto(`${base}/kiosk/${hall}?lang=zh-CN`)
	for (const label of labels) await kiosk.locator('.choice', { hasText: label }).first().click()
	const number = (await part(kiosk, 'number').textContent()).trim()
	await kiosk.close()
	const { ticket } = (await get(`/halls/${hall}/state`)).waiting.find((one) => one.number === number)
	const { link } = await get(`/halls/${hall}/tickets/${ticket}`)
	assert.match(link, /^\/t\/.+-\d+-[0-9a-f]{20}$/)
	return { number, ticket, link }
}

const fits = async (page) => assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.width)

/* Each look of the page in the other language, too, and with large letters. */
async function holds(page, scan) {
	for (let i = 0; i < 2; i++) {
		await fits(page)
		await scan(page)
		await page.locator('.language').click()
	}
	await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
	await fits(page)
	await page.evaluate(() => (document.documentElement.style.fontSize = ''))
}

async function follow(page, { hall, window, own, service }, { check, scan, send, get }) {
	await check('the phone shows the number, the place and a range (Q16)', async () => {
		await part(page, 'number').waitFor()
		assert.equal((await part(page, 'number').textContent()).trim(), own.number)
		assert.equal((await part(page, 'ahead').textContent()).trim(), '马上轮到您')
		assert.match(await part(page, 'expected').textContent(), /\d+ 分钟/)
		await holds(page, scan)
	})
	await check('the phone moves back and on with the queue, and tells no more than it knows (Q16)', async () => {
		const other = (await send('ticket.take', { service })).body.result.ticket
		await send('ticket.insert_ahead', { ticket: other, reason: 'e2e' })
		await page.reload()
		await page.getByText('您前面还有 1 位').waitFor({ timeout: WAIT_MS })
		await send('ticket.cancel', { ticket: other, by: 'manager' })
		await page.getByText('马上轮到您').waitFor({ timeout: WAIT_MS })
	})
	await check('a call fills the phone by itself (Q16)', async () => {
		const { status, body } = await send('ticket.call', { window, ticket: own.ticket })
		assert.equal(status, 200, JSON.stringify(body))
		await part(page, 'window').waitFor({ timeout: WAIT_MS })
		const { windows } = await get(`/halls/${hall}/state`)
		assert.equal((await part(page, 'window').textContent()).trim(), windows.find((one) => one.id === window).name)
		await holds(page, scan)
	})
	await check('a bad rating is taken by keyboard, once, and thanked for (Q14)', async () => {
		await send('ticket.start', { window })
		await send('ticket.finish', { window })
		await page.reload()
		await page.locator('form.rate').waitFor({ timeout: WAIT_MS })
		await holds(page, scan)
		await page.locator('input[type="radio"]').first().focus()
		await page.keyboard.press('Space')
		/* Past what may have been wrong, which a bad rating asks for. */
		for (let i = 0; i < REASONS_MAX && !(await page.evaluate(() => document.activeElement.matches('textarea'))); i++) await page.keyboard.press('Tab')
		await page.keyboard.type('等了太久')
		await page.locator('form.rate button[type="submit"]').press('Enter')
		await page.getByText('谢谢您的评价').waitFor()
		const { events } = await get(`/halls/${hall}/events?limit=1000&after=${Math.max(0, (await get(`/halls/${hall}/state`)).seq - 20)}`)
		const [rating] = events.filter((one) => one.kind === 'rating.given').slice(-1)
		assert.deepEqual([rating.ticket, rating.level, rating.comment], [own.ticket, 1, '等了太久'])
		await send('window.ready', { window })
	})
}

async function leave(context, base, hall, service, { check, scan, send, get }) {
	const { ticket } = (await send('ticket.take', { service })).body.result
	const { link } = await get(`/halls/${hall}/tickets/${ticket}`)
	const page = await context.newPage()
	await page.goto(`${base}${link}?lang=zh-CN`)
	await check('leaving asks once, and the phone says that it is done (Q16)', async () => {
		await page.locator('.quiet').click()
		await page.locator('dialog[open]').waitFor()
		await scan(page)
		await page.locator('dialog button[type="submit"]').click()
		await page.getByText('您已取消').waitFor()
		assert.equal((await get(`/halls/${hall}/tickets/${ticket}`)).state, 'cancelled')
	})
	await check('the link of another ticket leads nowhere (Q16)', async () => {
		await page.goto(`${base}${link.replace(/-\d+-/, `-${ticket - 1}-`)}?lang=zh-CN`)
		await page.getByRole('heading', { name: '找不到号票' }).waitFor()
		await holds(page, scan)
	})
	await page.close()
}

/* Wants the window signed in. */
export async function phone(browser, base, { hall, window, service, labels }, tools) {
	const context = await browser.newContext({ viewport: PHONE, reducedMotion: 'reduce' })
	await clear(tools, hall, window)
	const desk = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
	const own = await take(desk, base, hall, labels, tools.get)
	await desk.close()
	const page = await context.newPage()
	await page.goto(`${base}${own.link}?lang=zh-CN`)
	await follow(page, { hall, window, service, own }, tools)
	await leave(context, base, hall, service, tools)
	await context.close()
}
