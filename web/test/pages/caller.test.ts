/* The soft caller (Q7, Q11): every operation by key, every answer at once. */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Window } from '../../src/api/types'
import { isForPage, OPERATIONS, operationOf } from '../../src/pages/caller/operations'
import CallerPage from '../../src/pages/CallerPage.vue'
import { event, FakeServer, json, makeState, press, show } from '../fixtures'

const CALLED = event(11, 'ticket.called', { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1', rule: 'arrival' })

describe('caller', () => {
	let server: FakeServer
	let page: VueWrapper

	const sent = () => server.sent.map(({ command, args }) => ({ command, args }))
	async function hit(key: string): Promise<void> {
		press(key)
		await flushPromises()
	}
	async function submit(): Promise<void> {
		await page.get('dialog form').trigger('submit')
		await flushPromises()
	}
	function withWindow(change: Partial<Window>): void {
		const state = makeState()
		server.state = { ...state, windows: [{ ...state.windows[0]!, ...change }, { ...state.windows[1]!, state: 'free', clerk: 'c2' }],
			clerks: [state.clerks[0]!, { ...state.clerks[1]!, window: 'w2' }] }
	}
	const SERVING = { state: 'serving', ticket: 2, number: 'A002', service: 's1', class: 'k1' } as const

	beforeEach(() => {
		server = new FakeServer()
	})
	afterEach(() => page.unmount())

	it('signs in the clerk who is free', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w2' })
		expect(document.activeElement?.tagName).toBe('SELECT')
		await page.get('select').trigger('keydown', { key: 'Enter' })
		await flushPromises()
		expect(sent()).toEqual([{ command: 'window.open', args: { window: 'w2', clerk: 'c2' } }])
	})

	it('calls with one key and shows the number before the stream brings it', async () => {
		server.answer = () => json({ seq: 11, events: [CALLED], result: { ticket: 2, number: 'A002', rule: 'arrival', service: 's1' } })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('1')
		expect(sent()).toEqual([{ command: 'ticket.call_next', args: { window: 'w1' } }])
		expect(page.get('[data-part="current"]').text()).toBe('A002')
		expect(page.get('.outcome').text()).toContain('已呼叫 A002')
		expect(document.title).toBe('A002 · 一号窗口 · 软呼叫器')
	})

	it('shows why not and what to do', async () => {
		server.answer = () => json({ refusal: 'NOBODY_WAITS', message: '没有可叫的号', hint: '请稍候' }, 409)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('F1')
		expect(page.get('.outcome').text()).toContain('没有可叫的号')
		expect(page.get('.outcome').text()).toContain('请稍候')
	})

	it.each([
		['2', 'ticket.recall'],
		['3', 'ticket.start'],
		['4', 'ticket.finish'],
		['5', 'ticket.no_show'],
		['7', 'ticket.resume'],
		['9', 'ticket.transfer_back'],
		['r', 'window.ready'],
		['q', 'window.close'],
	])('key %s sends %s', async (key, command) => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit(key)
		expect(sent()).toEqual([{ command, args: { window: 'w1' } }])
	})

	it('takes a double press as one and lets another key wait for its turn', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		for (const key of ['1', '1', '3']) press(key)
		await flushPromises()
		expect(sent().map((one) => one.command)).toEqual(['ticket.call_next', 'ticket.start'])
	})

	it('keeps the key of a press whose answer was lost, and only that', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		server.answer = () => json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503)
		await hit('2')
		server.answer = () => json({ seq: 10, events: [], result: { ticket: 2, calls: 2 } })
		await hit('2')
		const keys = new Set(server.sent.map((one) => one.key))
		expect(keys.size).toBe(1)
		await hit('2')
		expect(keys).not.toContain(server.sent.at(-1)?.key)
	})

	it('puts a ticket back by so many places', async () => {
		withWindow(SERVING)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('6')
		await page.get('input[value="put_back"]').setValue()
		await page.get('input[name="places"]').setValue(5)
		await submit()
		expect(sent()).toEqual([{ command: 'ticket.hold', args: { window: 'w1', kind: 'put_back', places: 5 } }])
		expect(page.find('dialog').exists()).toBe(false)
	})

	it('resumes the ticket that it keeps', async () => {
		server.state = makeState({ held: [{ ticket: 7, number: 'A007', service: 's1', window: 'w1', clerk: 'c1', since: makeState().at }] })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('7')
		expect(sent()).toEqual([{ command: 'ticket.resume', args: { window: 'w1', ticket: 7 } }])
	})

	it.each([
		['service', 's2', { to_service: 's2' }],
		['window', 'w2', { to_window: 'w2' }],
		['clerk', 'c2', { to_clerk: 'c2' }],
	])('transfers to a %s', async (kind, target, to) => {
		withWindow(SERVING)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('8')
		await page.get(`input[value="${kind}"]`).setValue()
		await page.get('select[name="target"]').setValue(target)
		await page.get('input[name="come_back"]').setValue(true)
		await submit()
		expect(sent()).toEqual([{ command: 'ticket.transfer', args: { window: 'w1', ...to, come_back: true } }])
	})

	it('keeps the question open when the hall says no', async () => {
		withWindow(SERVING)
		server.answer = () => json({ refusal: 'VISIT_FULL', message: '最多 8 项', hint: '重新取号' }, 409)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('a')
		await page.get('select[name="service"]').setValue('s2')
		await submit()
		expect(sent()).toEqual([{ command: 'ticket.add_service', args: { ticket: 2, service: 's2' } }])
		expect(page.find('dialog').exists()).toBe(true)
	})

	it('pauses with a reason and goes on', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('0')
		await page.get('input[name="reason"]').setValue(' 午休 ')
		await submit()
		server.push(event(11, 'window.paused', { window: 'w1' }))
		await hit('0')
		expect(sent()).toEqual([
			{ command: 'window.pause', args: { window: 'w1', reason: '午休' } },
			{ command: 'window.resume', args: { window: 'w1' } },
		])
	})

	it('puts ahead and calls chosen numbers from the list of its services', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		expect(page.findAll('[data-part="waiting"] li')).toHaveLength(2)
		await hit('c')
		expect(document.activeElement?.getAttribute('aria-label')).toBe('呼叫 A002')
		await page.get('[aria-label="呼叫 A003"]').trigger('click')
		await flushPromises()
		await page.get('[aria-label="插前 A003"]').trigger('click')
		await page.get('input[name="reason"]').setValue('老人')
		await submit()
		expect(sent()).toEqual([
			{ command: 'ticket.call', args: { window: 'w1', ticket: 3 } },
			{ command: 'ticket.insert_ahead', args: { ticket: 3, reason: '老人' } },
		])
	})

	it('hides tickets that wait for another window or clerk', async () => {
		const state = makeState()
		server.state = { ...state, waiting: [{ ...state.waiting[0]!, window: 'w2' }, { ...state.waiting[1]!, clerk: 'c2' }] }
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		expect(page.findAll('[data-part="waiting"] li')).toHaveLength(0)
	})

	it('lets keys rest while a question is open', async () => {
		withWindow(SERVING)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('8')
		await hit('4')
		expect(sent()).toEqual([])
	})

	it('says so when there is no such window', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w9' })
		expect(page.text()).toContain('没有窗口 w9')
	})

	it('speaks English', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' }, 'en')
		expect(page.get('[data-operation="call_next"]').text()).toContain('Call next')
		expect(page.text()).toContain('Ordinary')
	})
})

describe('keys', () => {
	it('belong to one operation each', () => {
		const keys = OPERATIONS.flatMap((operation) => operation.keys)
		expect(new Set(keys).size).toBe(keys.length)
	})

	it('leave reload to the browser', () => {
		expect(operationOf('F5')).toBeNull()
		expect(operationOf('z')).toBeNull()
	})

	it.each([
		['with Ctrl', { ctrlKey: true }, false],
		['held down', { repeat: true }, false],
		['plain', {}, true],
	])('count %s', (_, init, expected) => {
		expect(isForPage(new KeyboardEvent('keydown', { key: '1', ...init }))).toBe(expected)
	})

	it('rest in a field', () => {
		const input = document.body.appendChild(document.createElement('input'))
		let counted = true
		input.addEventListener('keydown', (one) => (counted = isForPage(one)))
		input.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true }))
		input.remove()
		expect(counted).toBe(false)
	})
})
