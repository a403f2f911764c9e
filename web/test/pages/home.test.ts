/* The home page leads to every screen of every hall. */
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'

import HomePage from '../../src/pages/HomePage.vue'
import { POLL_RETRY_MS } from '../../src/live/usePolled'
import { deviceAddress, type Device } from '../../src/pages/home/deviceAddress'
import { AT, FakeServer, json, makeState, show } from '../fixtures'

const links = (wrapper: Awaited<ReturnType<typeof show>>) => wrapper.findAll('a').map((link) => link.attributes('href'))

describe('home', () => {
	afterEach(() => {
		vi.useRealTimers()
		vi.unstubAllGlobals()
	})

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

	describe('devices (Q12, Q19)', () => {
		const device = (id: string, kind: Device['kind'], rest: Partial<Device> = {}): Device => ({ id, kind, name: id, state: 'ok', since: AT, paused: false, ...rest })

		it.each<[Device, string | null]>([
			[device('k 1', 'kiosk'), '/kiosk/h1?device=k%201'],
			[device('b1', 'board', { zone: 'z1' }), '/board/h1?device=b1'],
			[device('a1', 'area_board', { zone: 'z1' }), '/area/h1/z1?device=a1'],
			[device('a2', 'area_board'), '/area/h1?device=a2'],
			[device('v1', 'voice', { zone: 'z1' }), '/voice/h1/z1?device=v1'],
			[device('s1', 'window_board', { window: 'w1' }), '/window/h1/w1?device=s1'],
			[device('s2', 'window_board'), null],
			[device('r1', 'pad', { window: 'w1' }), '/pad/h1/w1?device=r1'],
			[device('c1', 'caller', { window: 'w1' }), '/caller/h1/w1?device=c1'],
			[device('p1', 'printer'), null],
		])('knows the page of %o', (one, path) => {
			expect(deviceAddress({ hall: 'h1', devices: [one, { ...one, id: 'other' }] }, one)).toBe(path)
		})

		it('lets the only voice speak the calls of all zones', () => {
			const only = device('v1', 'voice', { zone: 'z1' })
			expect(deviceAddress({ hall: 'h1', devices: [only, device('k1', 'kiosk')] }, only)).toBe('/voice/h1?device=v1')
		})

		it.each([[true, '已复制'], [false, '请手动复制']])('lists the address of each page, to open and to copy (the browser lets it: %s)', async (lets, words) => {
			const copied: string[] = []
			vi.stubGlobal('isSecureContext', true)
			vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
				if (!lets) throw new Error('no')
				copied.push(text)
			})
			const server = new FakeServer()
			server.state = makeState({ devices: [device('k1', 'kiosk', { name: '门口取号机' }), device('p1', 'printer')] })
			const wrapper = await show(HomePage, server, {})
			const rows = wrapper.findAll('.devices li')
			expect(rows).toHaveLength(1)
			expect(rows[0]!.get('a').attributes('href')).toBe('/kiosk/h1?device=k1')
			expect(rows[0]!.get('a').text()).toBe(`${location.origin}/kiosk/h1?device=k1`)
			await rows[0]!.get('[aria-label="复制门口取号机的网址"]').trigger('click')
			await flushPromises()
			expect(copied).toEqual(lets ? [`${location.origin}/kiosk/h1?device=k1`] : [])
			expect(wrapper.get('.devices [role="status"]').text()).toBe(words)
			wrapper.unmount()
		})
	})
})
