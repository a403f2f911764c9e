/* The board on every size of screen (Q12): with more services and calls than fit, with long names and
 * numbers, closed and open, nothing is cut and nothing leaves the screen. The answers of the server are
 * changed on their way, so that a hall of any shape can be shown. */
import { strict as assert } from 'node:assert'

const SIZES = [[1024, 600], [1280, 800], [1920, 1080], [3840, 2160], [1080, 1920]]
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

const HALLS = { crowded, shut }

async function openBoard(context, address, change) {
	const page = await context.newPage()
	await page.route('**/state', async (route) => {
		const answer = await route.fetch()
		await route.fulfill({ response: answer, json: change(await answer.json()) })
	})
	await page.goto(address)
	await page.locator('main.show').waitFor()
	await page.evaluate(() => document.fonts.ready)
	return page
}

/* What is cut by its box or by the edge of the screen, with some words to find it by. */
const cutParts = (page) => page.evaluate((slack) => [...document.querySelectorAll('.board *')].filter((one) => {
	const box = one.getBoundingClientRect()
	if (box.width === 0) return false
	if (box.right > innerWidth + slack || box.bottom > innerHeight + slack || box.left < -slack || box.top < -slack) return true
	const parent = one.parentElement.getBoundingClientRect()
	if (one.matches('li') && box.bottom > parent.bottom + slack) return true
	const room = getComputedStyle(one).display === 'inline' ? 0 : one.scrollWidth - one.clientWidth
	const hidden = one.matches('.name') ? one.scrollHeight - one.clientHeight : 0
	return room > slack || hidden > slack
}).map((one) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 24)}`), SLACK_PX)

export async function boards(browser, base, hall, { check, scan }) {
	for (const [width, height] of SIZES) {
		const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
		for (const language of ['zh-CN', 'en']) {
			for (const [name, change] of Object.entries(HALLS)) {
				await check(`a ${name} board fits ${width} x ${height} and holds WCAG 2.2 AA (${language})`, async () => {
					const page = await openBoard(context, `${base}/board/${hall}?lang=${language}`, change)
					assert.deepEqual(await cutParts(page), [])
					await scan(page)
					await page.close()
				})
			}
		}
		await context.close()
	}
}
