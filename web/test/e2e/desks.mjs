/* What desks answer (Q7, Q11): in sight however far a page is scrolled, by keyboard, in our own words. */
import { strict as assert } from 'node:assert'

/* The whole thing stands on the screen. */
const inSight = (locator) => locator.evaluate((element) => {
	const box = element.getBoundingClientRect()
	return box.width > 0 && box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth
})

async function monitorAnswers(browser, url, hall, window, { check, scan, send }) {
	for (const [width, height] of [[1280, 600], [360, 740]]) {
		const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
		const page = await context.newPage()
		await page.goto(`${url}/monitor/${hall}?lang=zh-CN`)
		const note = page.locator('.floating')
		await page.locator('.fold').first().waitFor()
		/* A phone has the hall's parts behind a line each. */
		for (const title of ['窗口', '业务']) {
			const closed = page.locator(`.fold[aria-label="${title}"] [aria-expanded="false"]`)
			if (await closed.count()) await closed.click()
		}
		await check(`the answer to pausing a service at the end of the page is in sight at ${width} x ${height}`, async () => {
			const button = page.locator('section table button').last()
			await button.waitFor()
			await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
			const [pause] = await page.locator('[aria-label^="暂停业务"]').all()
			await pause.click()
			await page.locator('dialog input[name="reason"]').press('Enter')
			await note.locator('.good').waitFor()
			assert.ok(await inSight(note))
			await page.locator('[aria-label^="恢复业务"]').first().click()
			await page.locator('[aria-label^="恢复业务"]').first().waitFor({ state: 'detached' })
		})
		await check(`a window that cannot close leads to its caller, at ${width} x ${height}`, async () => {
			await page.evaluate(() => scrollTo(0, 0))
			await page.locator('[aria-label^="关闭窗口"]').first().click()
			await note.locator('.bad').waitFor()
			assert.ok(await inSight(note))
			assert.equal(await note.locator('a').getAttribute('href'), `/caller/${hall}/${window}`)
			assert.equal(await note.locator('[role="status"]').count(), 1)
			await scan(page)
			await note.locator('a').click()
			await page.locator('[data-part="current"]').waitFor()
		})
		await context.close()
	}
	await send('ticket.no_show', { window })
}

/* The ticket that just ended comes back to its place. */
async function bringsBack(browser, url, hall, window, { check, scan }) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
	const page = await context.newPage()
	await page.goto(`${url}/caller/${hall}/${window}?lang=zh-CN`)
	await check('a no-show comes back by keyboard alone, and a list that is left open says what is missing', async () => {
		await page.locator('.current.free').waitFor()
		await page.keyboard.press('b')
		await page.locator('dialog select:focus').waitFor()
		await page.keyboard.press('Enter')
		await page.locator('dialog [role="alert"] p').waitFor()
		assert.equal(await page.locator('dialog select').getAttribute('aria-invalid'), 'true')
		await scan(page)
		await page.keyboard.press('ArrowDown')
		await page.keyboard.press('Enter')
		await page.locator('dialog').waitFor({ state: 'detached' })
		await page.locator('.outcome.good').waitFor()
	})
	await context.close()
}

/* Wants the window signed in and free. */
export async function desks(browser, url, hall, window, service, tools) {
	await tools.send('ticket.take', { service })
	const { status, body } = await tools.send('ticket.call_next', { window })
	assert.equal(status, 200, JSON.stringify(body))
	await monitorAnswers(browser, url, hall, window, tools)
	await bringsBack(browser, url, hall, window, tools)
}
