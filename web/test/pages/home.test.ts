/* The home page leads to every screen of every hall. */
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import HomePage from '../../src/pages/HomePage.vue'
import { FakeServer, json, show } from '../fixtures'

const links = (wrapper: Awaited<ReturnType<typeof show>>) => wrapper.findAll('a').map((link) => link.attributes('href'))

describe('home', () => {
	it('leads to the screens of a hall and to the callers of its windows', async () => {
		const wrapper = await show(HomePage, new FakeServer(), {})
		expect(wrapper.text()).toContain('示范大厅')
		expect(links(wrapper)).toEqual(['/kiosk/h1', '/board/h1', '/monitor/h1', '/caller/h1/w1', '/caller/h1/w2'])
		expect(wrapper.text()).toContain('1/2 个窗口开放')
		wrapper.unmount()
	})

	it('says it in English', async () => {
		const wrapper = await show(HomePage, new FakeServer(), {}, 'en')
		expect(wrapper.text()).toContain('Sample Hall')
		expect(wrapper.text()).toContain('1 of 2 windows open · 2 people wait')
		wrapper.unmount()
	})

	it('says what to do when there is no server', async () => {
		const server = new FakeServer()
		server.fetch = async () => json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503)
		const wrapper = await show(HomePage, server, {})
		expect(wrapper.get('[role="alert"]').text()).toContain('稍候')
		wrapper.unmount()
	})

	it('lists the halls once trying again works', async () => {
		const server = new FakeServer()
		const answers = [json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503)]
		const usual = server.fetch
		server.fetch = async (input, init) => answers.shift() ?? usual(input, init)
		const wrapper = await show(HomePage, server, {})
		await wrapper.get('[role="alert"] button').trigger('click')
		await flushPromises()
		expect(wrapper.find('[role="alert"]').exists()).toBe(false)
		expect(wrapper.text()).toContain('示范大厅')
		wrapper.unmount()
	})
})
