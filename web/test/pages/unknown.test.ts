/* An address that leads nowhere says so and leads on (ten rules of the screens: never blank). */
import { expect, it } from 'vitest'

import UnknownPage from '../../src/pages/UnknownPage.vue'
import { FakeServer, json, show } from '../fixtures'

it('says that there is no such page and leads to the halls that there are', async () => {
	const page = await show(UnknownPage, new FakeServer(), {})
	expect(page.get('h1').text()).toBe('没有这个页面')
	const links = page.findAll('a').map((link) => link.attributes('href'))
	expect(links).toEqual(['/board/h1', '/kiosk/h1', '/monitor/h1', '/'])
	page.unmount()
})

it('leads to the home page when the server cannot say which halls there are', async () => {
	const server = new FakeServer()
	server.fetch = async () => json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503)
	const page = await show(UnknownPage, server, {}, 'en')
	expect(page.findAll('a').map((link) => link.attributes('href'))).toEqual(['/'])
	page.unmount()
})
