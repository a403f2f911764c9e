/* Designing a kiosk (Q18, rules 7 and 9): a draft is drawn by keyboard and by mouse, looked at, published; the kiosk
 * shows it without a reload; then everything goes back. Ends with what kiosks showed first, so it can run again. */
import { strict as assert } from 'node:assert'

const WAIT_MS = 15_000
/* The smallest picture that there is: one pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

async function openPage(context, address) {
	const page = await context.newPage()
	page.setDefaultTimeout(WAIT_MS)
	await page.goto(address)
	return page
}

const boxOf = (page, id) => page.locator(`[data-element=${id}]`).evaluate((one) => [one.offsetLeft, one.offsetTop, one.offsetWidth])
const saved = (page) => page.locator('.saving[data-state=saved]').waitFor()
const tickerOf = (kiosk) => kiosk.locator('.ticker').textContent()

async function publish(page) {
	await page.locator('.tools .button.main').click()
	await page.locator('dialog[open] .button.main').click()
	await page.locator('.state.published').waitFor()
}

/* Services with long names, and with people who wait. */
const NAMES = [['个人业务', 'Personal Payments'], ['对公业务', 'Corporate Banking'], ['投诉与咨询', 'Complaints and Advice'], ['社会保险登记', 'Social insurance registration'], ['住房公积金', 'Housing Provident Fund'], ['税务', 'Tax']]

async function giveLongNames(page, n) {
	const change = (what, by) => page.route(what, async (route) => {
		const response = await route.fetch()
		const json = await response.json()
		by(json)
		await route.fulfill({ response, json })
	})
	await change('**/menu', (menu) => {
		const service = menu.buttons.find((button) => button.kind === 'service')
		menu.buttons = NAMES.slice(0, n).map(([name, name_en], i) => ({ ...service, id: `long-${i}`, name, name_en, parent: null, waiting: 17 + i }))
	})
	await change('**/waits', (waits) => waits.services.forEach((one) => (one.expected = { low_min: 20, high_min: 45 })))
}

/* Tiles whose words are cut or break inside a word, as they are drawn. */
const spoiltTiles = (page) => page.evaluate(() => {
	const broken = (node) => [...node.textContent.matchAll(/[A-Za-z]+/g)].some((word) => {
		const range = document.createRange()
		range.setStart(node, word.index)
		range.setEnd(node, word.index + word[0].length)
		return range.getClientRects().length > 1
	})
	return [...document.querySelectorAll('.choice')].filter((tile) => {
		const [around, ...inner] = [tile, ...tile.querySelectorAll('.label, .mark > span')].map((one) => one.getBoundingClientRect())
		const cut = inner.some((box) => box.top < around.top || box.bottom > around.bottom || box.left < around.left || box.right > around.right)
		return cut || inner.length !== 3 || broken(tile.querySelector('.label').firstChild)
	}).map((tile) => tile.innerText)
})

export async function designer(browser, base, hall, { check, scan }) {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
	const tall = await browser.newContext({ viewport: { width: 1080, height: 1920 }, reducedMotion: 'reduce' })
	const page = await openPage(context, `${base}/design/${hall}?lang=zh-CN`)
	const kiosk = await openPage(tall, `${base}/kiosk/${hall}?lang=zh-CN`)

	await check('the designer shows what to begin with, and holds WCAG 2.2 AA', async () => {
		await page.locator('.shipped .button').first().waitFor()
		await scan(page)
		await page.locator('.shipped .button').first().click()
		await page.locator('[data-element=menu]').waitFor()
		await page.locator('.state.draft').waitFor()
	})

	await check('a button is moved, finely moved and resized by keyboard alone, and all of it is undone', async () => {
		const before = await boxOf(page, 'ticker')
		await page.locator('[role=listbox]').focus()
		await page.keyboard.press('PageUp')
		for (const key of ['ArrowUp', 'Shift+ArrowUp', 'Alt+ArrowLeft']) await page.keyboard.press(key)
		const after = await boxOf(page, 'ticker')
		assert.ok(after[1] < before[1] && after[2] < before[2], `${before} to ${after}`)
		for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z')
		assert.deepEqual(await boxOf(page, 'ticker'), before)
		await saved(page)
	})

	await check('an element follows the mouse and is where it was let go', async () => {
		const box = await page.locator('[data-element=hint]').boundingBox()
		await page.mouse.move(box.x + 20, box.y + box.height / 2)
		await page.mouse.down()
		await page.mouse.move(box.x + 60, box.y + box.height / 2, { steps: 4 })
		await page.mouse.up()
		const moved = await page.locator('[data-element=hint]').boundingBox()
		assert.ok(Math.abs(moved.x - box.x - 40) < 8, `${moved.x - box.x} px`)
		await page.keyboard.press('Control+z')
	})

	await check('a picture is uploaded, shown and deleted, and the delete is undone', async () => {
		await page.locator('.kinds button', { hasText: '图片' }).click()
		await page.locator('dialog input[type=file]').setInputFiles({ name: 'p.png', mimeType: 'image/png', buffer: PIXEL })
		await page.locator('[data-element=picture]').waitFor()
		await page.locator('.stage img').waitFor({ state: 'attached' })
		await page.locator('[data-element=picture]').focus()
		await page.keyboard.press('Delete')
		assert.equal(await page.locator('[data-element=picture]').count(), 0)
		await page.keyboard.press('Control+z')
		await page.locator('[data-element=picture]').waitFor()
		await page.keyboard.press('Control+z')
		await saved(page)
	})

	await check('the preview shows the draft, striped, and takes no tickets', async () => {
		await page.locator('[data-element=ticker]').click()
		await page.locator('.right textarea').first().fill('今天下午三点停电')
		await saved(page)
		const preview = await openPage(tall, `${base}/kiosk/${hall}?lang=zh-CN&draft=bright`)
		await preview.locator('.draft').waitFor()
		await preview.locator('.ticker', { hasText: '今天下午三点停电' }).waitFor()
		assert.ok(!(await tickerOf(kiosk)).includes('停电'), 'customers do not see a draft')
		await preview.close()
	})

	await check('what is published shows at the kiosk at once, without a reload', async () => {
		await kiosk.evaluate(() => (window.sameDocument = true))
		await page.locator('.tools .button.main').click()
		await page.locator('dialog[open]').waitFor()
		await scan(page)
		await page.locator('dialog[open] .button.main').click()
		await page.locator('.state.published').waitFor()
		await kiosk.locator('.ticker', { hasText: '今天下午三点停电' }).waitFor()
		assert.equal(await kiosk.evaluate(() => window.sameDocument), true)
	})

	await check('a later version is taken back, and the kiosk follows', async () => {
		await page.locator('[data-element=ticker]').click()
		await page.locator('.right textarea').first().fill('第二版的话')
		await saved(page)
		await publish(page)
		await kiosk.locator('.ticker', { hasText: '第二版的话' }).waitFor()
		await page.locator('.tools button[aria-expanded]').click()
		await page.locator('.history .button').first().click()
		await page.locator('dialog[open] .button.main').click()
		await kiosk.locator('.ticker', { hasText: '今天下午三点停电' }).waitFor()
	})

	for (const language of ['zh-CN', 'en']) {
		await check(`the editor and each design at the kiosk hold WCAG 2.2 AA (${language})`, async () => {
			await page.goto(`${base}/design/${hall}?lang=${language}&design=bright`)
			await page.locator('[data-element=menu]').click()
			await scan(page)
			for (const context of [tall, await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: 'reduce' })]) {
				const shown = await openPage(context, `${base}/kiosk/${hall}?lang=${language}`)
				await shown.locator('.choice').first().waitFor()
				await scan(shown)
				await shown.locator('[data-action=large]').click()
				await shown.locator('.kiosk.large').waitFor()
				await scan(shown)
				await shown.close()
				if (context !== tall) await context.close()
			}
		})
	}

	await check('names of services and what stands with them are whole at the kiosk, tall and wide, usual and large (Q1, Q4)', async () => {
		for (const [width, height] of [[1080, 1920], [1920, 1080]]) for (const language of ['zh-CN', 'en']) for (const n of [3, 6]) {
			const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
			const shown = await context.newPage()
			await giveLongNames(shown, n)
			await shown.goto(`${base}/kiosk/${hall}?lang=${language}`)
			await shown.locator('.choice .mark span + span').first().waitFor()
			assert.deepEqual(await spoiltTiles(shown), [], `${width} ${language} ${n}`)
			await shown.locator('[data-action=large]').click()
			await shown.locator('.kiosk.large').waitFor()
			assert.deepEqual(await spoiltTiles(shown), [], `${width} ${language} ${n} large`)
			await shown.unrouteAll({ behavior: 'ignoreErrors' })
			await context.close()
		}
	})

	await check('on a phone the list and the editor do not scroll sideways', async () => {
		const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' })
		const held = await openPage(phone, `${base}/design/${hall}?lang=en`)
		const isNarrow = async () => assert.equal(await held.evaluate(() => window.document.documentElement.scrollWidth), 360)
		await held.locator('.shipped .button').last().waitFor()
		await isNarrow()
		await held.locator('.mine .entry').first().click()
		await held.locator('.narrow').waitFor()
		await isNarrow()
		await scan(held)
		await phone.close()
	})

	await check('a design that kiosks show is not deleted, one that they do not show is', async () => {
		await page.goto(`${base}/design/${hall}?lang=zh-CN`)
		await page.locator('.mine .button').first().click()
		await page.locator('dialog[open] li').waitFor()
		await scan(page)
		await page.locator('dialog[open] .button.main').click()
		await page.locator('.shipped .button').first().click()
		await page.locator('.state.draft').waitFor()
		await page.locator('.bar .button', { hasText: '全部设计' }).click()
		const before = await page.locator('.mine > li').count()
		await page.locator('.mine .button').last().click()
		await page.locator('dialog[open] .button.main').click()
		await page.locator('.note').waitFor()
		assert.equal(await page.locator('.mine > li').count(), before - 1)
	})

	await context.close()
	await tall.close()
}
