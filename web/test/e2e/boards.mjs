/* Boards on every size of screen (Q7, Q12, Q14): of a hall, of an area, above a window, and the pad before it;
 * with more services and calls than fit, with long names and numbers, closed and open, nothing is cut and
 * nothing leaves the screen. The answers of the server are changed on their way, so that a hall of any shape
 * can be shown. */
import { strict as assert } from 'node:assert'

const SIZES = [[1024, 600], [1280, 800], [1920, 1080], [3840, 2160], [1080, 1920]]
/* Strips of light, small screens on end, screens of rooms. */
const SIGNS = [[640, 320], [1280, 400], [1920, 240], [480, 800], [1920, 1080]]
const PADS = [[1280, 800], [800, 1280], [360, 740]]
const TOUCH_MIN_PX = 64
const SERVICES = 34
const CALLS = 16
/* Halves of pixels. */
const SLACK_PX = 2

function crowded(state) {
	const [service] = state.services
	const [window] = state.windows
	const call = { ticket: 1, number: 'A001', window: window.id, window_name: window.name, window_name_en: window.name_en, at: state.at, calls: 1 }
	state.services = Array.from({ length: SERVICES }, (_, i) => ({ ...service, id: `s${i}`, name: `综合业务${i}`, name_en: `General business ${i}`, waiting: i }))
	Object.assign(state.services[1], { paused: true, reason: '系统升级，预计下午三点恢复', ask: '大堂经理' })
	Object.assign(state.services[2], { name: '企业跨境结算与外汇业务', name_en: 'Cross-border settlement and exchange' })
	state.windows = state.windows.map((one) => ({ ...one, state: 'paused', reason: '用餐' }))
	state.calls = Array.from({ length: CALLS }, (_, i) => ({ ...call, ticket: 1000 + i, number: `A${100 + i}` }))
	Object.assign(state.calls[0], { number: 'VIP100001', calls: 3, window_name: '对公业务综合服务一号窗口', window_name_en: 'Corporate services window no. 12' })
	Object.assign(state.calls[1], { number: 'VIP100002' })
	return state
}

const shut = (state) => ({ ...state, open: false, windows: state.windows.map((window) => ({ ...window, state: 'closed' })) })

/* Calls of these ages in seconds. */
const fresh = (ages) => (state) => {
	const [call] = crowded(state).calls
	const at = (age) => new Date(Date.now() - age * 1000).toISOString()
	return { ...state, calls: Array.from({ length: CALLS }, (_, i) => ({ ...call, ticket: 1000 + i, number: `A${100 + i}`, calls: 1 + (i % 2), at: at(ages[i] ?? 60 + i) })) }
}

const HALLS = { crowded, shut, 'freshly called': fresh([0, 60]), 'busy': fresh([0, 1, 2, 60]), 'very busy': fresh([0, 0, 0, 0, 0, 0, 0, 60]) }

/* The first window in each of its states, with words as long as they get. */
const window = (change) => (state) => {
	const [first, ...rest] = state.windows
	const long = { name: '对公业务综合服务十二号窗口', name_en: 'Corporate services window no. 12', clerk: 'c1', clerk_name: '欧阳锦绣' }
	return { ...state, windows: [{ ...first, ...(change.short ? {} : long), ...change }, ...rest] }
}
const SIGN_STATES = {
	called: window({ state: 'called', number: 'VIP100001', ticket: 1, calls: 3 }),
	'plain called': window({ state: 'called', number: 'A001', ticket: 1, calls: 1, short: true }),
	serving: window({ state: 'serving', number: 'A001', ticket: 1, calls: 1 }),
	free: window({ state: 'free', short: true, clerk_name: '李' }),
	paused: window({ state: 'paused', reason: '系统升级，预计下午三点半恢复' }),
	closed: window({ state: 'closed' }),
}

async function openBoard(context, address, change) {
	const page = await context.newPage()
	await page.route('**/state', async (route) => {
		const answer = await route.fetch()
		await route.fulfill({ response: answer, json: change(await answer.json()) })
	})
	await page.goto(address)
	await page.locator('main').waitFor()
	await page.evaluate(() => document.fonts.ready)
	return page
}

/* What is cut by its box or by the edge of the screen, with some words to find it by. */
const cutParts = (page) => page.evaluate((slack) => [...document.querySelectorAll('.board *, .sign *')].filter((one) => {
	const box = one.getBoundingClientRect()
	if (box.width === 0) return false
	if (box.right > innerWidth + slack || box.bottom > innerHeight + slack || box.left < -slack || box.top < -slack) return true
	const parent = one.parentElement.getBoundingClientRect()
	if (one.matches('li') && box.bottom > parent.bottom + slack) return true
	/* What says itself that it was shortened is not cut. */
	const { display, textOverflow } = getComputedStyle(one)
	const room = display === 'inline' || textOverflow === 'ellipsis' ? 0 : one.scrollWidth - one.clientWidth
	const hidden = one.matches('.name') ? one.scrollHeight - one.clientHeight : 0
	return room > slack || hidden > slack
}).map((one) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 24)}`), SLACK_PX)

/* Names of windows in the list of calls that do not stand in one line, or whose end is not to be seen. */
const brokenNames = (page) => page.evaluate(() => [...document.querySelectorAll('.earlier .name [lang]')].filter((one) => {
	const words = document.createRange()
	words.selectNodeContents(one)
	const [box, text] = [one.getBoundingClientRect(), words.getBoundingClientRect()]
	return box.height > 1.8 * parseFloat(getComputedStyle(one).lineHeight) || text.right > box.right + 1
}).map((one) => one.textContent))

/* Both sides of what may be touched on a pad. */
const smallTargets = (page) => page.evaluate((least) => [...document.querySelectorAll('button')].filter((one) => {
	const box = one.getBoundingClientRect()
	return box.width > 0 && Math.min(box.width, box.height) < least
}).map((one) => one.textContent.trim()), TOUCH_MIN_PX)

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

/* One page is looked at in all sizes, each laid out anew. */
async function inSizes(page, sizes, look) {
	for (const [width, height] of sizes) {
		await page.setViewportSize({ width, height })
		await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
		await look(`${width} x ${height}`)
	}
}

/* Nothing is cut in any size; in Chinese, where there is most to see, the page is also held against WCAG 2.2 AA.
 * themes.mjs holds every screen against it in all languages and themes. */
async function fits(context, address, change, sizes, scan) {
	const page = await openBoard(context, address, change)
	await inSizes(page, sizes, async (size) => {
		assert.deepEqual(await cutParts(page), [], size)
		assert.deepEqual(await brokenNames(page), [], size)
	})
	if (address.endsWith('lang=zh-CN')) await scan(page)
	await page.close()
}

async function signs(context, base, hall, { check, scan }) {
	for (const language of ['zh-CN', 'en', 'both']) {
		for (const [name, change] of Object.entries(SIGN_STATES)) {
			if (language === 'en' && !name.endsWith('called')) continue
			await check(`the sign above a ${name} window fits strips, rooms and small screens (${language})`, () =>
				fits(context, `${base}/window/${hall}/w1?lang=${language}`, change, SIGNS, scan))
		}
	}
}

async function halls(context, base, hall, { check, scan }) {
	for (const [name, change] of Object.entries(HALLS)) {
		for (const language of ['zh-CN', 'en', 'both']) {
			await check(`a ${name} board fits all sizes (${language})`, () =>
				fits(context, `${base}/board/${hall}?lang=${language}`, change, SIZES, scan))
		}
		for (const language of ['crowded', 'shut'].includes(name) ? ['zh-CN', 'both'] : []) {
			await check(`the board of a ${name} area fits all sizes (${language})`, () =>
				fits(context, `${base}/area/${hall}?lang=${language}`, change, SIZES, scan))
		}
	}
}

/* Each scene of the pad: the window, the question, what was wrong, thanks. */
async function pads(browser, base, hall, { check, scan }) {
	const finished = window({ state: 'free', finished: 1, finished_number: 'VIP100001', finished_at: new Date().toISOString(), rated: false })
	for (const [width, height] of PADS) {
		for (const colorScheme of ['light', 'dark']) {
			const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
			const language = colorScheme === 'light' ? 'zh-CN' : 'en'
			await check(`the pad fits ${width} x ${height}, has targets of ${TOUCH_MIN_PX} pixels, holds WCAG 2.2 AA and works by keys (${language}, ${colorScheme})`, async () => {
				const page = await openBoard(context, `${base}/pad/${hall}/w1?lang=${language}`, finished)
				const holds = async (scene) => {
					await page.locator(`[data-scene="${scene}"]`).waitFor()
					assert.ok((await sideways(page)) <= 0, scene)
					assert.deepEqual(await smallTargets(page), [], scene)
					await scan(page)
				}
				await holds('ask')
				await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
				assert.ok((await sideways(page)) <= 0, 'large print')
				await page.evaluate(() => (document.documentElement.style.fontSize = ''))
				await page.keyboard.press('Escape')
				await holds('window')
				await page.locator('.late').focus()
				await page.keyboard.press('Enter')
				await page.keyboard.press('2')
				await holds('reasons')
				await page.locator('.chip').first().focus()
				await page.keyboard.press('Space')
				assert.equal(await page.locator('.chip').first().getAttribute('aria-pressed'), 'true')
				await page.locator('textarea').focus()
				await page.locator('button[type="submit"]').focus()
				await page.keyboard.press('Enter')
				await holds('thanks')
				await page.close()
			})
			await context.close()
		}
	}
}

export async function boards(browser, base, hall, checks) {
	const context = await browser.newContext({ reducedMotion: 'reduce' })
	await signs(context, base, hall, checks)
	await halls(context, base, hall, checks)
	await context.close()
	await pads(browser, base, hall, checks)
}
