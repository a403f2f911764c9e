/* Pictures of the screens: `make pictures`, or
 *
 *     node web/tools/pictures.mjs BASE_URL FOLDER [NAME...]
 *
 * for a hall that stands still (tools/pictures starts one). A screen is a row of SHOTS; the guides show FOLDER/zh/NAME.webp
 * and FOLDER/en/NAME.webp, and tools/docs.py holds the two against each other. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { chromium } from 'playwright-core'

const HALL = 'demo'
const QUALITY = 0.82
const WAIT_MS = 10_000
/* The last answers of the server are drawn by then. */
const SETTLE_MS = 400
/* A pad asks for a minute. */
const ASKED_MS = 60_000
const DESK = { width: 1280, height: 800 }
const WALL = { width: 1920, height: 1080 }
const TALL = { width: 1080, height: 1920 }
const LANGUAGES = { zh: 'zh-CN', en: 'en' }

/* `path` may look at the hall's state; `ready` is there once the screen shows what it is for; `act` presses what leads
 * to the picture; `width` is that of the file. Those that change the hall stand last. */
const SHOTS = [
	{ name: 'home', path: () => '/', ready: '.hall .callers', size: DESK },
	{ name: 'home-menu', path: () => '/?theme=dark', ready: '.hall .callers', size: { width: 960, height: 520 }, act: (page) => page.locator('.appearance button').click() },
	{ name: 'board', path: () => `/board/${HALL}?theme=auto`, ready: '.show', size: WALL, width: 1280 },
	{ name: 'board-contrast', path: () => `/board/${HALL}?theme=contrast`, ready: '.show', size: WALL, width: 960 },
	{ name: 'area', path: (state) => `/area/${HALL}/${state.zones[0].id}?theme=auto`, ready: '.show', size: WALL, width: 960 },
	{ name: 'window', path: (state) => `/window/${HALL}/${inState(state, 'serving')}?theme=auto`, ready: 'main h1', size: { width: 1280, height: 400 }, width: 960 },
	{ name: 'pad', path: (state) => `/pad/${HALL}/${withoutQuestion(state)}`, ready: 'main h1', size: DESK, width: 640 },
	{ name: 'pad-rating', path: (state) => `/pad/${HALL}/${finishedAt(state)}`, ready: 'main h1', size: DESK, width: 640, act: rateLate },
	{ name: 'voice', path: () => `/voice/${HALL}`, ready: '[data-part="voice-unlock"]', size: { width: 960, height: 600 }, width: 640 },
	{ name: 'recordings', path: () => `/recordings/${HALL}`, ready: 'main table', size: { width: 1280, height: 800 }, width: 960 },
	{ name: 'past', path: () => `/past/${HALL}?at=2026-11-23T10:05:00.000%2B08:00`, ready: 'main table', size: { width: 1440, height: 1000 }, width: 1280 },
	{ name: 'design', path: () => `/design/${HALL}`, ready: 'main h2', size: { width: 1440, height: 900 }, width: 1280 },
	{ name: 'kiosk-landscape', path: () => `/kiosk/${HALL}`, ready: '.choice', size: WALL, width: 960 },
	{ name: 'monitor', path: () => `/monitor/${HALL}`, ready: 'main table', size: { width: 1440, height: 1000 }, width: 1280 },
	{ name: 'caller', path: (state) => `/caller/${HALL}/${inState(state, 'serving')}?form=standard`, ready: '.current [data-part="rule"]', size: DESK },
	{ name: 'caller-keys', path: (state) => `/caller/${HALL}/${inState(state, 'serving')}?form=standard`, ready: '.current', size: DESK, act: (page) => page.keyboard.press('?') },
	{ name: 'caller-sign-in', path: (state) => `/caller/${HALL}/${inState(state, 'closed')}?form=standard`, ready: 'select', size: { width: 960, height: 560 } },
	{ name: 'caller-small', path: (state) => `/caller/${HALL}/${inState(state, 'serving')}?form=small`, ready: '.strip', size: { width: 460, height: 168 } },
	{ name: 'caller-hidden', path: (state) => `/caller/${HALL}/${inState(state, 'serving')}?form=hidden`, ready: '.pill', size: { width: 380, height: 48 } },
	{ name: 'phone', path: phoneOf, ready: '.phone main:not(.nothing)', size: { width: 360, height: 740 } },
	{ name: 'kiosk', path: () => `/kiosk/${HALL}`, ready: '.choice', size: TALL, width: 480 },
	{ name: 'kiosk-code', path: () => `/kiosk/${HALL}`, ready: '.choice', size: TALL, width: 480, act: (page) => page.locator('[data-action="appointment"]').first().click() },
	{ name: 'kiosk-slip', path: () => `/kiosk/${HALL}`, ready: '.choice', size: TALL, width: 480, act: takeTicket },
]

/* A window in that state, of those the one with the most to see. */
function inState(state, wanted) {
	const found = state.windows.find((one) => one.state === wanted && (wanted === 'closed' || one.calls > 0)) ?? state.windows.find((one) => one.state === wanted)
	if (!found) throw new Error(`no window is ${wanted}`)
	return found.id
}

/* A window that serves, and whose service before is not asked about any more. */
function withoutQuestion(state) {
	const found = state.windows.find((one) => one.state === 'serving' && (one.rated || Date.parse(state.at) - Date.parse(one.finished_at) > ASKED_MS))
	if (!found) throw new Error('every window that serves has just served somebody else')
	return found.id
}

/* A window whose last service can still be rated. */
function finishedAt(state) {
	const found = state.windows.find((one) => one.finished && !one.rated)
	if (!found) throw new Error('no window has just served somebody who has not rated')
	return found.id
}

async function rateLate(page) {
	const late = page.locator('.late')
	if (await late.count()) await late.click()
	await page.locator('.level').first().waitFor()
}

/* The page of the ticket that has waited for the shortest time. */
async function phoneOf(state, base) {
	const ticket = await (await fetch(`${base}/v1/halls/${HALL}/tickets/${state.waiting.at(-1).ticket}`)).json()
	return ticket.link
}

async function takeTicket(page) {
	await page.locator('.choice.service:not(.paused)').first().click()
	await page.locator('.slip').waitFor()
}

/* Chromium writes WebP and makes it smaller, too; Playwright does neither. */
async function webpOf(page, png, width) {
	const bytes = await page.evaluate(async ([data, wanted, quality]) => {
		const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob())
		const scale = Math.min(1, wanted / bitmap.width)
		const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale))
		const pen = canvas.getContext('2d')
		pen.imageSmoothingQuality = 'high'
		pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
		return Array.from(new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer()))
	}, [png.toString('base64'), width, QUALITY])
	return Buffer.from(bytes)
}

async function shoot(context, studio, base, state, shot, language) {
	const page = await context.newPage()
	page.setDefaultTimeout(WAIT_MS)
	await page.setViewportSize(shot.size)
	const path = await shot.path(state, base)
	await page.goto(`${base}${path}${path.includes('?') ? '&' : '?'}lang=${language}&motion=0${path.includes('theme=') ? '' : '&theme=light'}`)
	await page.locator(shot.ready).first().waitFor()
	await shot.act?.(page)
	await page.evaluate(() => document.fonts.ready)
	await page.mouse.move(0, 0)
	await page.waitForTimeout(SETTLE_MS)
	const png = await page.screenshot({ caret: 'hide', animations: 'disabled' })
	await page.close()
	return webpOf(studio, png, shot.width ?? shot.size.width)
}

async function main() {
	const [, , base, folder, ...names] = process.argv
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none', '--disable-lcd-text', '--disable-partial-raster'] })
	const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', colorScheme: 'light', reducedMotion: 'reduce' })
	/* The screens' clock stands as the server's does, and nothing counts down. */
	await context.addInitScript(() => {
		performance.now = () => 5_000
		globalThis.setInterval = () => 0
	})
	const studio = await (await browser.newContext()).newPage()
	const state = await (await fetch(`${base}/v1/halls/${HALL}/state`)).json()
	let total = 0
	for (const shot of SHOTS.filter(({ name }) => names.length === 0 || names.includes(name))) {
		for (const [short, language] of Object.entries(LANGUAGES)) {
			const picture = await shoot(context, studio, base, state, shot, language)
			mkdirSync(join(folder, short), { recursive: true })
			writeFileSync(join(folder, short, `${shot.name}.webp`), picture)
			total += picture.length
		}
	}
	console.log(`${total} bytes of pictures in ${folder}`)
	await browser.close()
}

await main()
