/* The designer (Q18, rules 7 and 9), and kiosks that show what it published. */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { h } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'

import type { DesignDocument } from '../../src/api/types'
import { FIRST } from '../../src/design/shipped'
import { SAVE_AFTER_MS } from '../../src/pages/design/useDesigns'
import { KEY_MAX_MS } from '../../src/live/burst'
import DesignPage from '../../src/pages/DesignPage.vue'
import KioskPage from '../../src/pages/KioskPage.vue'
import { CLIENT, OPEN_STREAM } from '../../src/live/useHall'
import { i18n } from '../../src/text/i18n'
import { AT, event, FakeServer, json, makeState, press, show } from '../fixtures'

const BASE = '/v1/halls/h1/'

/* A server with one design that remembers what was saved. */
class DesignServer extends FakeServer {
	removed: unknown[] = []
	saved: { revision: number; document: DesignDocument }[] = []
	revision = 1
	document: DesignDocument = structuredClone(FIRST.landscape)
	live = 0
	published: DesignDocument | null = null
	/* Version 1, where a later one is live. */
	older: DesignDocument | null = null
	conflict = false
	away = false

	private text(version: number) {
		return { design: 'd', version, revision: this.revision, at: AT, hash: `h${this.revision}`, document: version === 0 ? this.document : version < this.live && this.older ? this.older : this.published }
	}

	private designs() {
		const versions = [{ version: 0, revision: this.revision, at: AT, hash: '' }, ...(this.live ? [{ version: this.live, revision: 1, at: AT, hash: '' }] : []), ...(this.older ? [{ version: 1, revision: 1, at: AT, hash: '' }] : [])]
		return { designs: [{ design: 'd', name: '稳重', screen: 'landscape', draft: this.revision, live: this.live, versions }] }
	}

	override fetch: typeof fetch = (() => {
		const usual = this.fetch
		return async (input, init) => {
			const path = String(input).replace(BASE, '')
			if (init?.method === 'POST' && path.startsWith('designs')) {
				const body = JSON.parse(String(init.body)) as { revision: number; document: DesignDocument }
				if (path === 'designs/d/publish') {
					this.live++
					this.published = this.document
					return json(this.text(this.live))
				}
				if (path === 'designs/d/remove') {
					this.removed.push(body)
					return this.live ? json({ error: 'DESIGN_SHOWN', message: '正在显示', hint: '' }, 409) : json({ designs: [] })
				}
				if (this.away) throw new TypeError('no network')
				if (path === 'designs/d' && (this.conflict || body.revision !== this.revision)) return json({ error: 'DESIGN_CHANGED', message: '别人已经改过', hint: '' }, 409)
				this.saved.push(body)
				this.revision = body.revision + 1
				this.document = body.document
				return json(this.text(0))
			}
			if (path === 'designs') return json(this.designs())
			if (path.startsWith('designs/d')) return json(this.text(Number(/version=(\d+)/.exec(path)?.[1] ?? 0)))
			if (path === 'config') return json({ devices: [{ kind: 'kiosk', name: '东门取号机' }] })
			if (path === 'kiosk') return json({ screens: this.published ? [{ screen: 'landscape', design: 'd', version: this.live, since: AT, hash: '', document: this.published }] : [] })
			return usual(input, init)
		}
	})()
}

describe('designer', () => {
	let server: DesignServer
	let page: VueWrapper

	async function click(label: string): Promise<void> {
		const button = page.findAll('button').find((one) => one.text().includes(label))
		if (!button) throw new Error(`no button ${label}`)
		await button.trigger('click')
		await flushPromises()
	}
	const hold = (id: string) => page.get(`[data-element=${id}]`)
	async function settle(ms = SAVE_AFTER_MS + 50): Promise<void> {
		await vi.advanceTimersByTimeAsync(ms)
		await flushPromises()
	}

	beforeEach(async () => {
		vi.useFakeTimers({ now: new Date(AT) })
		HTMLDialogElement.prototype.showModal ??= () => undefined
		server = new DesignServer()
		page = await show(DesignPage, server, { hall: 'h1' })
		await click('稳重')
	})

	afterEach(() => {
		page.unmount()
		localStorage.clear()
		vi.useRealTimers()
	})

	it('moves by arrows, finer with Shift, resizes with Alt, and saves by itself', async () => {
		await hold('menu').trigger('pointerdown', { button: 0, pointerId: 1 })
		await page.get('[role=listbox]').trigger('keydown', { key: 'ArrowRight' })
		await page.get('[role=listbox]').trigger('keydown', { key: 'ArrowDown', shiftKey: true })
		await page.get('[role=listbox]').trigger('keydown', { key: 'ArrowLeft', altKey: true })
		const was = FIRST.landscape.pages[0]!.elements.find((one) => one.id === 'menu')!
		await settle()
		expect(server.saved).toHaveLength(1)
		expect(server.saved[0]?.document.pages[0]?.elements.find((one) => one.id === 'menu')).toMatchObject({ x: was.x + 8, y: was.y + 1, w: was.w - 8 })
		expect(page.get('.state').text()).toContain('草稿')
		expect(page.get('.state').text()).toContain('已保存')
	})

	it('undoes a delete by Ctrl and Z', async () => {
		await hold('menu').trigger('pointerdown', { button: 0, pointerId: 1 })
		await page.get('[role=listbox]').trigger('keydown', { key: 'Delete' })
		expect(page.find('[data-element=menu]').exists()).toBe(false)
		press('z', { ctrlKey: true })
		await flushPromises()
		expect(page.find('[data-element=menu]').exists()).toBe(true)
	})

	it('shows who is touched before it publishes, and what is published afterwards', async () => {
		await click('发布…')
		expect(page.get('dialog').text()).toContain('东门取号机')
		await click('现在发布')
		expect(server.live).toBe(1)
		expect(page.get('.state').classes()).toContain('published')
		expect(page.get('.state').text()).toContain('第 1 版')
	})

	it('does not publish what customers could not use', async () => {
		await hold('appointment').trigger('pointerdown', { button: 0, pointerId: 1 })
		await page.findAll('input[type=number]')[2]!.setValue(40)
		await flushPromises()
		expect(page.get('#faults').text()).toContain('按钮太小（40')
		await click('发布…')
		const now = page.findAll('dialog button').find((one) => one.text() === '现在发布')
		expect(now?.attributes('disabled')).toBeDefined()
	})

	it('says what is wrong with an old version, and goes back to it all the same', async () => {
		server.published = structuredClone(FIRST.landscape)
		server.older = structuredClone(FIRST.landscape)
		server.older.pages.push({ id: 'low', kind: 'level', fill: '#ffffff', elements: [] })
		server.live = 2
		server.push(event(11, 'kiosk.published', { design: 'd', version: 2, screen: 'landscape', hash: '' }))
		await flushPromises()
		await click('历史版本')
		await click('恢复第 1 版')
		expect(page.get('dialog .warn').text()).toContain('仍可恢复')
		expect(page.get('dialog .warn').text()).toContain('没有“返回”')
		const now = page.findAll('dialog button').find((one) => one.text() === '现在恢复')
		expect(now?.attributes('disabled')).toBeUndefined()
	})

	it('keeps both when two people edit', async () => {
		await hold('menu').trigger('pointerdown', { button: 0, pointerId: 1 })
		server.revision = 5
		await page.get('[role=listbox]').trigger('keydown', { key: 'ArrowRight' })
		await settle()
		expect(page.get('.conflict').text()).toContain('两份都会保留')
		await click('我的另存为新设计')
		expect(server.saved).toMatchObject([{ revision: 0 }])
	})
})

describe('list of designs', () => {
	let page: VueWrapper
	const server = () => Object.assign(new DesignServer(), { revision: 7 })
	const remove = async () => {
		await page.get('button[aria-label="删除稳重…"]').trigger('click')
		await flushPromises()
	}

	beforeEach(() => {
		HTMLDialogElement.prototype.showModal ??= () => undefined
	})

	afterEach(() => page.unmount())

	it('deletes a design that no kiosk shows, once it was asked', async () => {
		const hall = server()
		page = await show(DesignPage, hall, { hall: 'h1' })
		await remove()
		expect(hall.removed).toEqual([])
		await page.get('dialog form').trigger('submit')
		await flushPromises()
		expect(hall.removed).toEqual([{ revision: 7 }])
		expect(page.find('dialog').exists()).toBe(false)
		expect(page.text()).toContain('“稳重”已删除')
		expect(page.find('.mine').exists()).toBe(false)
	})

	it('names the screens that show a design, and does not delete it', async () => {
		const hall = server()
		hall.live = 1
		hall.published = structuredClone(FIRST.landscape)
		page = await show(DesignPage, hall, { hall: 'h1' })
		await remove()
		expect(page.get('dialog').text()).toContain('横屏取号机正在显示它')
		await page.get('dialog form').trigger('submit')
		await flushPromises()
		expect(hall.removed).toEqual([])
		expect(page.find('dialog').exists()).toBe(false)
	})

	it('says why where the server says no after all', async () => {
		const hall = server()
		hall.live = 1
		page = await show(DesignPage, hall, { hall: 'h1' })
		await remove()
		await page.get('dialog form').trigger('submit')
		await flushPromises()
		expect(page.get('dialog .trouble').text()).toContain('正在显示')
	})
})

describe('leaving the designer', () => {
	let server: DesignServer
	let page: VueWrapper
	const router = () => createRouter({
		history: createMemoryHistory(),
		routes: [{ path: '/design/:hall', component: DesignPage, props: true }, { path: '/:any(.*)*', component: { render: () => h('p', 'elsewhere') } }],
	})
	let routes: ReturnType<typeof router>

	beforeEach(async () => {
		vi.useFakeTimers({ now: new Date(AT) })
		HTMLDialogElement.prototype.showModal ??= () => undefined
		server = new DesignServer()
		routes = router()
		await routes.push('/design/h1?design=d')
		page = mount({ render: () => h(RouterView) }, {
			attachTo: window.document.body,
			global: { plugins: [i18n, routes], provide: { [CLIENT as symbol]: server.client(), [OPEN_STREAM as symbol]: server.open } },
		})
		await flushPromises()
		await page.get('[data-element=menu]').trigger('pointerdown', { button: 0, pointerId: 1 })
		await page.get('[role=listbox]').trigger('keydown', { key: 'ArrowRight' })
	})

	afterEach(() => {
		page.unmount()
		vi.useRealTimers()
	})

	async function leave(): Promise<void> {
		void routes.push('/')
		await vi.advanceTimersByTimeAsync(200)
		await vi.advanceTimersByTimeAsync(2_000)
		await flushPromises()
	}

	it('saves what was drawn in the last moment', async () => {
		void routes.push('/')
		await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS / 3)
		expect(server.saved).toHaveLength(1)
		expect(page.text()).toBe('elsewhere')
	})

	it('asks where it cannot be saved, and stays or goes as it is told', async () => {
		server.away = true
		await leave()
		expect(page.get('dialog').text()).toContain('有改动还没有保存')
		await page.get('dialog button[type=button]').trigger('click')
		await flushPromises()
		expect(page.find('[role=listbox]').exists()).toBe(true)
		await leave()
		await page.get('dialog form').trigger('submit')
		await flushPromises()
		expect(page.text()).toBe('elsewhere')
	})

	it('goes when it is saved after all', async () => {
		server.away = true
		await leave()
		server.away = false
		await vi.advanceTimersByTimeAsync(30_000)
		await flushPromises()
		expect(server.saved).toHaveLength(1)
		expect(page.text()).toBe('elsewhere')
	})
})

describe('kiosk in a design', () => {
	let server: DesignServer
	let page: VueWrapper

	beforeEach(() => {
		vi.useFakeTimers({ now: new Date(AT) })
		server = new DesignServer()
		server.answer = () => json({ seq: 11, events: [], result: { ticket: 4, number: 'A004', ahead: 2, service: 's1', visit: 4 } })
	})

	afterEach(() => {
		page.unmount()
		localStorage.clear()
		vi.useRealTimers()
	})

	it('switches when the hall publishes, without a reload', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		const ticker = () => page.get('.ticker').text()
		expect(ticker()).toContain('请记住您的号码')
		server.published = structuredClone(FIRST.landscape)
		server.published.pages[0]!.elements.find((one) => one.kind === 'ticker')!.text = '今天下午三点停电'
		server.push(event(11, 'kiosk.published', { design: 'd', version: 1, screen: 'landscape', hash: '' }))
		await flushPromises()
		expect(ticker()).toContain('今天下午三点停电')
	})

	it('shows what it kept while the server gives no design, and the first one where that is no design', async () => {
		const ticker = () => page.get('.ticker').text()
		server.published = structuredClone(FIRST.landscape)
		server.published.pages[0]!.elements.find((one) => one.kind === 'ticker')!.text = '今天下午三点停电'
		page = await show(KioskPage, server, { hall: 'h1' })
		const place = Object.keys(localStorage).find((key) => key.startsWith('openhall.kiosk.'))!
		const good = localStorage.getItem(place)!
		page.unmount()
		const { fetch } = server
		server.fetch = async (input, init) => (String(input).endsWith('/kiosk') ? json({ error: 'BUSY', message: '', hint: '' }, 503) : fetch(input, init))
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(ticker()).toContain('今天下午三点停电')
		const { version, kiosk } = JSON.parse(good) as { version: number; kiosk: { screens: object[] } }
		const broken = [{}, kiosk, { version: version + 1, kiosk }, { version, kiosk: {} }, { version, kiosk: { screens: [null] } },
			{ version, kiosk: { screens: [{ ...kiosk.screens[0], document: { palette: [], pages: [null] } }] } }]
		for (const value of broken) {
			page.unmount()
			localStorage.setItem(place, JSON.stringify(value))
			page = await show(KioskPage, server, { hall: 'h1' })
			expect(ticker()).toContain('请记住您的号码')
		}
	})

	it('turns to large print and back to what was by itself', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		const large = () => page.findAll('button').find((one) => one.text().includes('大字'))
		await large()!.trigger('click')
		expect(page.find('.kiosk.large').exists()).toBe(true)
		await vi.advanceTimersByTimeAsync(11_000)
		expect(page.find('.kiosk.large').exists()).toBe(false)
	})

	it('takes a card that is read anywhere: a booking, else a ticket, else the customer chooses', async () => {
		server.answer = (sent) => {
			if (sent.command === 'appointment.redeem') return json({ refusal: 'APPOINTMENT_UNKNOWN', message: '没有预约', hint: '' }, 409)
			if (!sent.args.service) return json({ refusal: 'SERVICE_UNKNOWN', message: '请选择业务', hint: '' }, 409)
			return json({ seq: 11, events: [], result: { ticket: 4, number: 'A004', ahead: 2, service: 's1', visit: 4 } })
		}
		page = await show(KioskPage, server, { hall: 'h1' })
		for (const key of [...'6222021234', 'Enter']) press(key)
		await flushPromises()
		expect(server.sent.map((sent) => sent.command)).toEqual(['appointment.redeem', 'ticket.take'])
		expect(page.text()).toContain('已读卡')
		await page.findAll('.choice')[0]!.trigger('click')
		await flushPromises()
		expect(server.sent.at(-1)).toMatchObject({ command: 'ticket.take', args: { service: 's1', card: '6222021234' } })
		expect(page.find('.slip').exists()).toBe(true)
	})

	it('does not take the keys of a composed word for a card', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		for (const key of [...'6222021234', 'Enter']) press(key, { isComposing: true })
		await flushPromises()
		expect(server.sent).toEqual([])
	})

	it('does not take slow typing for a card', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		for (const key of [...'6222021234', 'Enter']) {
			vi.advanceTimersByTime(KEY_MAX_MS * 2)
			press(key)
		}
		await flushPromises()
		expect(server.sent).toEqual([])
	})

	it('says that it is out of use, why, and whom to ask', async () => {
		history.replaceState(null, '', '/kiosk/h1?device=k1')
		const device = { id: 'k1', kind: 'kiosk' as const, name: '一号', state: 'ok' as const, since: AT, paused: true, reason: '换纸' }
		server.state = makeState({ devices: [device] })
		page = await show(KioskPage, server, { hall: 'h1' })
		history.replaceState(null, '', '/')
		expect(page.text()).toContain('本机暂停服务')
		expect(page.text()).toContain('换纸')
		expect(page.find('.choice').exists()).toBe(false)
	})
})
