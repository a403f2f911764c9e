/* A small hall and the pieces that page tests need around it. */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { ref, type Component } from 'vue'
import { createMemoryHistory, createRouter, matchedRouteKey } from 'vue-router'

import { createClient } from '../src/api/client'
import type { HallEvent, Link, Menu, Next, State, Told, Waits } from '../src/api/types'
import { applyEvent } from '../src/live/applyEvent'
import type { OpenStream, StreamHandlers } from '../src/live/stream'
import { CLIENT, OPEN_STREAM } from '../src/live/useHall'
import { currentLanguage, i18n, setLanguage, type Language } from '../src/text/i18n'

export const LINK = 'h1-3-0123456789abcdef0123'
export const AT = '2026-11-23T16:00:00.000+08:00'

export function makeState(change: Partial<State> = {}): State {
	const window = (id: string, name: string) => ({
		id, name, state: 'closed' as const, clerk: null, ticket: null, number: null, service: null, class: null,
		since: AT, services: ['s1', 's2'], priorities: [1, 1], helps: false,
	})
	return {
		hall: 'h1', name: '示范大厅', name_en: 'Sample Hall', seq: 10, at: AT, date: '2026-11-23', open: true,
		services: [
			{ id: 's1', name: '社保', name_en: 'Insurance', prefix: 'A', paused: false, waiting: 2, given: 3 },
			{ id: 's2', name: '登记', name_en: 'Register', prefix: 'B', paused: false, waiting: 0, given: 0 },
		],
		windows: [
			{ ...window('w1', '一号窗口'), state: 'free', clerk: 'c1', clerk_name: '王芳' },
			window('w2', '二号窗口'),
		],
		waiting: [
			{ ticket: 2, number: 'A002', service: 's1', class: 'k1', since: AT, taken: AT, customer: '周先生' },
			{ ticket: 3, number: 'A003', service: 's1', class: 'k1', since: AT, taken: AT },
		],
		held: [],
		calls: [],
		clerks: [{ id: 'c1', name: '王芳', window: 'w1' }, { id: 'c2', name: '李伟', window: null }],
		classes: [{ id: 'k1', name: '普通', name_en: 'Ordinary', rank: 1, usual: true }],
		alerts: [],
		devices: [],
		taken: 3, served: 1, missed: 0, left: 0,
		...change,
	}
}

export function makeNext(window: string, state: State, ticket?: number): Next {
	return { window, seq: state.seq, candidates: state.waiting.length, ...(ticket === undefined ? {} : { ticket }) }
}

export function makeMenu(change: Partial<Menu> = {}): Menu {
	const button = (id: string, parent: string | null, kind: 'service' | 'parent' | 'notice', name: string, name_en: string) => ({
		id, parent, kind, name, name_en, service: kind === 'service' ? 's1' : null, waiting: kind === 'service' ? 2 : 0,
	})
	return {
		hall: 'h1', seq: 10, date: '2026-11-23', day_kind: 'workday', open: true, hours: '09:00-17:00',
		buttons: [
			button('n1', null, 'service', '社保', 'Insurance'),
			button('n2', null, 'parent', '更多', 'Others'),
			button('n3', 'n2', 'service', '登记', 'Register'),
			{ ...button('n4', null, 'notice', '须知', 'Please note'), notice: '请带身份证' },
		],
		...change,
	}
}

export function makeTold(change: Partial<Told> = {}): Told {
	return { told: 0, silent: 0, held: 0, queued: 0, queued_held: 0, error_s: 0, width_s: 0, naive_error_s: 0, ...change }
}

export function makeWaits(change: Partial<Waits> = {}): Waits {
	return {
		hall: 'h1', seq: 10, at: AT, ready: true, since: '2026-11-03T09:00:00.000+08:00',
		services: [
			{ service: 's1', expected: { low_min: 10, high_min: 15 } },
			{ service: 's2', expected: { low_min: 0, high_min: 0, silence: 'no_window' } },
		],
		today: makeTold(), past: makeTold(),
		...change,
	}
}

export function makeLink(ticket: Partial<Link['ticket']> = {}, change: Partial<Link> = {}): Link {
	return {
		hall: 'h1', name: '示范大厅', name_en: 'Sample Hall', at: AT, service_name: '社保', service_name_en: 'Insurance', live: true,
		ticket: {
			ticket: 3, number: 'A003', state: 'waiting', service: 's1', class: 'k1', ahead: 5, window: null,
			taken: '2026-11-23T15:55:00.000+08:00', rated: false, rateable: false, expected: { low_min: 10, high_min: 15 }, ...ticket,
		},
		...change,
	}
}

export function event(seq: number, kind: string, fields: object = {}): HallEvent {
	return { seq, at: '2026-11-23T16:01:00.000+08:00', kind, ...fields } as unknown as HallEvent
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
	return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

export interface Sent {
	key: string | null
	language: string | null
	command: string
	args: Record<string, unknown>
}

/* A server of prepared answers that keeps what it was sent. */
export class FakeServer {
	state = makeState()
	menu = makeMenu()
	sent: Sent[] = []
	reads: string[] = []
	/* What the log and the tickets by id answer. */
	log: HallEvent[] = []
	tickets: Record<number, object> = {}
	/* What devices said of themselves, and what they are answered. */
	beats: { device: string; said: Record<string, unknown> }[] = []
	heard: () => Response = () => json({ next_s: 30 })
	waits = makeWaits()
	/* Whom a window would be given: the oldest, unless a test says otherwise. */
	next: (window: string) => Response = (window) => json(makeNext(window, this.state, this.state.waiting[0]?.ticket))
	/* What the one link answers, LINK. */
	link: () => Response | Promise<Response> = () => json(makeLink())
	answer: (sent: Sent) => Response | Promise<Response> = () => json({ seq: this.state.seq, events: [], result: {} })
	streams: { url: string; handlers: StreamHandlers; closed: boolean }[] = []

	fetch: typeof fetch = async (input, init) => {
		const path = String(input)
		const headers = new Headers(init?.headers)
		if (init?.method === 'POST') {
			const device = /^\/v1\/halls\/h1\/devices\/(.+)\/beat$/.exec(path)?.[1]
			if (device) {
				this.beats.push({ device, said: JSON.parse(String(init.body)) as Record<string, unknown> })
				return this.heard()
			}
			const body = JSON.parse(String(init.body)) as Pick<Sent, 'command' | 'args'>
			const sent = { key: headers.get('Idempotency-Key'), language: headers.get('Accept-Language'), ...body }
			this.sent.push(sent)
			return this.answer(sent)
		}
		this.reads.push(path)
		if (path === '/v1/halls') return json({ halls: [{ id: 'h1', name: '示范大厅', name_en: 'Sample Hall' }] })
		if (path === '/v1/halls/h1/state') return json(this.state)
		if (path === '/v1/halls/h1/menu') return json(this.menu)
		if (path.startsWith('/v1/halls/h1/events')) return json({ events: this.log, last: this.state.seq })
		const asks = /^\/v1\/halls\/h1\/windows\/(.+)\/next$/.exec(path)?.[1]
		if (asks) return this.next(asks)
		if (path === '/v1/halls/h1/waits') return json(this.waits)
		if (path === `/v1/links/${LINK}`) return this.link()
		const ticket = this.tickets[Number(/^\/v1\/halls\/h1\/tickets\/(\d+)$/.exec(path)?.[1])]
		if (ticket) return json(ticket)
		return json({ error: 'HALL_UNKNOWN', message: '没有这个营业厅', hint: '请检查地址' }, 404)
	}

	open: OpenStream = (url, handlers) => {
		const stream = { url, handlers, closed: false }
		this.streams.push(stream)
		handlers.opened()
		return { close: () => (stream.closed = true) }
	}

	/* What it tells by its stream, it knows when it is asked. */
	push(...events: HallEvent[]): void {
		this.state = events.reduce((state, one) => applyEvent(state, one)?.state ?? state, this.state)
		for (const one of events) this.streams.at(-1)?.handlers.message(JSON.stringify(one))
	}

	client() {
		return createClient({ language: currentLanguage, fetch: this.fetch, sleep: async () => undefined })
	}
}

export async function show(page: Component, server: FakeServer, props: object, language: Language = 'zh-CN'): Promise<VueWrapper> {
	setLanguage(language, false)
	const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)*', component: { template: '' } }] })
	const wrapper = mount(page, {
		props,
		attachTo: document.body,
		global: { plugins: [i18n, router], provide: { [CLIENT as symbol]: server.client(), [OPEN_STREAM as symbol]: server.open, [matchedRouteKey as symbol]: ref(router.getRoutes()[0]) } },
	})
	await flushPromises()
	return wrapper
}

export function press(key: string, init: KeyboardEventInit = {}): void {
	document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))
}
