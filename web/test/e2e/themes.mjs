/* Every screen in every theme and language, in large print and on a phone: WCAG 2.2 AA, and nothing wider than the
 * screen. A new screen is a row of `screensOf`.
 *
 *     node test/e2e/themes.mjs BASE_URL HALL WINDOW     for a look at one's own server
 *
 * A page is loaded once in a language; themes are changed on it as the menu does. Serves Q12 and the rules of
 * docs/look.md. */
import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const LANGUAGES = ['zh-CN', 'en']
const THEMES = ['light', 'dark', 'contrast']
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const DESK = { width: 1280, height: 800 }
const PHONE = { width: 360, height: 740 }
const WAIT_MS = 10_000

/* `ready` is there once the screen shows what it is for; `phone` where it is made for one. */
export const screensOf = (hall, window) => [
	{ name: 'home', path: '/', ready: '.hall .screens', phone: true },
	{ name: 'kiosk', path: `/kiosk/${hall}`, ready: '.choice', phone: true },
	{ name: 'caller', path: `/caller/${hall}/${window}`, ready: 'main', phone: true },
	{ name: 'small caller', path: `/caller/${hall}/${window}?form=small`, ready: '.strip' },
	{ name: 'hidden caller', path: `/caller/${hall}/${window}?form=hidden`, ready: '.pill' },
	{ name: 'sign-in', path: `/caller/${hall}/w2`, ready: 'main', phone: true },
	{ name: 'board', path: `/board/${hall}`, ready: 'main.show' },
	{ name: 'board of an area', path: `/area/${hall}`, ready: 'main.show' },
	{ name: 'sign above a window', path: `/window/${hall}/${window}`, ready: 'main h1' },
	{ name: 'rating pad', path: `/pad/${hall}/${window}`, ready: 'main h1', phone: true },
	{ name: 'monitor', path: `/monitor/${hall}`, ready: 'main table', phone: true },
	{ name: 'time machine', path: `/past/${hall}`, ready: 'main table', phone: true },
	{ name: 'voice', path: `/voice/${hall}`, ready: 'main h2', phone: true },
	{ name: 'designer', path: `/design/${hall}`, ready: 'main h2' },
	{ name: 'no such window', path: `/caller/${hall}/w99`, ready: 'main nav', phone: true },
	{ name: 'no such hall', path: '/kiosk/nowhere', ready: 'main nav', phone: true },
	{ name: 'no such page', path: '/nowhere', ready: 'main', phone: true },
]

async function axe(page, what) {
	if (!(await page.evaluate(() => Boolean(globalThis.axe)))) await page.evaluate(AXE)
	const { violations } = await page.evaluate((only) => globalThis.axe.run(document, { runOnly: only }), what)
	const lines = violations.flatMap(({ id, help, nodes }) => [`${id}: ${help}`, ...nodes.slice(0, 3).map((node) => `  ${node.target} ${node.failureSummary}`)])
	assert.equal(violations.length, 0, lines.join('\n'))
}

/* What fades in is judged when it is there. */
const settled = () => Promise.all(
	document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < Infinity).map((one) => one.finished.catch(() => null)),
)

export async function scan(page) {
	await page.evaluate(settled)
	await axe(page, { type: 'tag', values: WCAG })
}

const look = (page, choice) => page.evaluate((detail) => dispatchEvent(new CustomEvent('appearance', { detail })), choice)

const spare = (page) => page.evaluate(() => innerWidth - document.documentElement.scrollWidth)

/* All of WCAG in the first theme; another changes colours only. */
async function inThemes(page) {
	for (const theme of THEMES) {
		await look(page, { theme })
		assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), theme)
		const all = theme === THEMES[0]
		await axe(page, all ? { type: 'tag', values: WCAG } : { type: 'rule', values: ['color-contrast'] })
			.catch((error) => assert.fail(`${theme}: ${error.message}`))
	}
}

async function inLargePrint(page, phone) {
	await look(page, { large: '1' })
	for (const size of phone ? [DESK, PHONE] : [DESK]) {
		await page.setViewportSize(size)
		assert.ok((await spare(page)) >= 0, `${size.width} px: ${await spare(page)} to spare`)
	}
}

export async function themes(browser, base, hall, window, { check }) {
	const context = await browser.newContext({ viewport: DESK, reducedMotion: 'reduce' })
	const page = await context.newPage()
	page.setDefaultTimeout(WAIT_MS)
	for (const language of LANGUAGES) {
		for (const { name, path, ready, phone } of screensOf(hall, window)) {
			await check(`${name} holds WCAG 2.2 AA in ${THEMES.join(', ')}, and fits in large print (${language})`, async () => {
				await page.setViewportSize(DESK)
				await page.goto(`${base}${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
				await page.locator(ready).first().waitFor()
				assert.equal(await page.evaluate(() => document.documentElement.lang), language)
				await inThemes(page)
				await inLargePrint(page, phone)
			})
		}
	}
	await context.close()
	await remembered(browser, base, hall, { check })
}

/* What a first paint would show: the background as it stands when the style sheet has come and nothing else. */
const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)

async function remembered(browser, base, hall, { check }) {
	const context = await browser.newContext({ viewport: PHONE, colorScheme: 'light' })
	const page = await context.newPage()
	await check('a choice of the menu shows at once, stays on the device, and stands before the first paint', async () => {
		await page.goto(`${base}/monitor/${hall}?lang=en`)
		const button = page.getByRole('button', { name: 'Appearance' })
		await button.focus()
		await page.keyboard.press('Enter')
		await page.locator('.panel input:focus').waitFor()
		await page.keyboard.press('ArrowDown')
		await page.keyboard.press('ArrowDown')
		await page.locator(':root[data-theme="dark"]').waitFor()
		await page.keyboard.press('Tab')
		await page.keyboard.press('Space')
		await page.locator(':root[data-large]').waitFor()
		await scan(page)
		assert.ok((await spare(page)) >= 0, 'the open menu fits a phone')
		await page.keyboard.press('Escape')
		assert.ok(await button.evaluate((one) => one === document.activeElement))
		const dark = await ground(page)
		await page.route('**/assets/*.js', (route) => route.abort())
		await page.goto(`${base}/`)
		assert.equal(await page.locator('#app > *').count(), 0, 'nothing of the page has run')
		assert.equal(await ground(page), dark)
		assert.ok(await page.evaluate(() => 'large' in document.documentElement.dataset))
	})
	await check('an address says how a screen looks that nobody touches', async () => {
		await page.goto(`${base}/board/${hall}?theme=contrast&large=0&motion=0`)
		assert.deepEqual(await page.evaluate(() => ({ ...document.documentElement.dataset })), { theme: 'contrast', asked: 'contrast', motion: 'off' })
	})
	await context.close()
	for (const [settings, wanted] of [[{ contrast: 'more' }, 'contrast'], [{ colorScheme: 'dark' }, 'dark']]) {
		await check(`without a choice a screen follows the system: ${wanted}`, async () => {
			const other = await browser.newContext(settings)
			const fresh = await other.newPage()
			await fresh.goto(`${base}/`)
			assert.equal(await fresh.evaluate(() => document.documentElement.dataset.theme), wanted)
			await other.close()
		})
	}
}

async function alone() {
	const { chromium } = await import('playwright-core')
	const [, , base, hall = 'demo', window = 'w1'] = process.argv
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
	const check = async (name, body) => {
		await body().then(() => console.log(`ok   ${name}`), (error) => {
			console.log(`FAIL ${name}\n     ${error.message}`)
			process.exitCode = 1
		})
	}
	await themes(browser, base.replace(/\/$/, ''), hall, window, { check })
	await browser.close()
}

if (import.meta.filename === process.argv[1]) await alone()
