/* The home page leads to every screen of every hall. */
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'

import HomePage from '../../src/pages/HomePage.vue'
import { POLL_RETRY_MS } from '../../src/live/usePolled'
import { FakeServer, json, makeState, show } from '../fixtures'

const links = (wrapper: Awaited<ReturnType<typeof show>>) => wrapper.findAll('a').map((link) => link.attributes('href'))

describe('home', () => {
	afterEach(() => void vi.useRealTimers())

	it('reads the halls again by itself, says that the server is away and comes back', async () => {
		vi.useFakeTimers()
		const server = new FakeServer()
		const usual = server.fetch
		let away = false
		server.fetch = (input, init) => (away ? Promise.reject(new TypeError('no network')) : usual(input, init))
		const wrapper = await show(HomePage, server, {})
		const card = () => wrapper.get('.hall').text()
		server.state = makeState({ waiting: [] })
		await vi.advanceTimersByTimeAsync(30_000)
		expect(card()).toContain('0 人等候')
		away = true
		await vi.advanceTimersByTimeAsync(30_000)
		expect(card()).toContain('离线')
		expect(card()).toContain('个窗口开放')
		away = false
		await vi.advanceTimersByTimeAsync(POLL_RETRY_MS)
		expect(card()).not.toContain('离线')
		wrapper.unmount()
		const reads = server.reads.length
		await vi.advanceTimersByTimeAsync(60_000)
		expect(server.reads).toHaveLength(reads)
	})

	it('leads to the screens of a hall and to the callers of its windows', async () => {
		const wrapper = await show(HomePage, new FakeServer(), {})
		expect(wrapper.text()).toContain('示范大厅')
		expect(links(wrapper)).toEqual(['/kiosk/h1', '/board/h1', '/area/h1', '/monitor/h1', '/design/h1', '/caller/h1/w1', '/caller/h1/w2'])
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
