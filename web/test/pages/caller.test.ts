/* The soft caller (Q7, Q11): every operation by key, every answer at once. */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'

import type { HallEvent, Window } from '../../src/api/types'
import { KEY_MAX_MS } from '../../src/live/burst'
import { STANDARD } from '../../src/pages/caller/hotKeys'
import { isForPage, OPERATIONS } from '../../src/pages/caller/operations'
import QueueLists from '../../src/pages/caller/QueueLists.vue'
import { HOLD_MS } from '../../src/pages/caller/useKeys'
import { NEXT_EVERY_MS, NEXT_SETTLE_MS } from '../../src/pages/caller/useNext'
import CallerPage from '../../src/pages/CallerPage.vue'
import { setLanguage } from '../../src/text/i18n'
import { event, FakeServer, json, makeNext, makeState, press, show } from '../fixtures'

const CALLED = event(11, 'ticket.called', { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1', rule: 'arrival' })

describe('caller', () => {
	let server: FakeServer
	let page: VueWrapper

	const sent = () => server.sent.map(({ command, args }) => ({ command, args }))
	async function hit(key: string): Promise<void> {
		press(key)
		await vi.advanceTimersByTimeAsync(KEY_MAX_MS + 1)
		await flushPromises()
	}
	async function wait(ms: number): Promise<void> {
		await vi.advanceTimersByTimeAsync(ms + 1)
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
		vi.useFakeTimers({ now: new Date('2026-11-23T16:00:00+08:00') })
		server = new FakeServer()
	})
	afterEach(() => {
		page.unmount()
		vi.useRealTimers()
		localStorage.clear()
	})

	it('signs in nobody who was not chosen', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w2' })
		expect(document.activeElement?.tagName).toBe('SELECT')
		const select = page.get<HTMLSelectElement>('select')
		expect(select.element.value).toBe('')
		await select.trigger('keydown', { key: 'Enter' })
		expect(sent()).toEqual([])
		expect(page.get('[role="alert"]').text()).toContain('请先选择您的工号')
		await select.setValue('c2')
		await select.trigger('keydown', { key: 'Enter' })
		await flushPromises()
		expect(sent()).toEqual([{ command: 'window.open', args: { window: 'w2', clerk: 'c2' } }])
	})

	it('says at sign-in which window it is, who is who, and who is elsewhere', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w2' })
		expect(page.get('form h2').text()).toBe('在二号窗口签到')
		expect(page.get('option[value="c2"]').text()).toBe('c2 · 李伟')
		const elsewhere = page.get<HTMLOptionElement>('optgroup option[value="c1"]')
		expect(elsewhere.element.disabled).toBe(true)
		expect(elsewhere.text()).toContain('c1 · 王芳')
		expect(elsewhere.text()).toContain('一号窗口')
		expect(page.text()).toContain('请先在那里签退')
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

	it.each([['standard', '.desk'], ['small', '.strip'], ['hidden', '.pill']])('takes keys in the %s form', async (form, part) => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		while (!page.find(part).exists()) await hit('f')
		await hit('2')
		expect(sent()).toEqual([{ command: 'ticket.recall', args: { window: 'w1' } }])
		await hit('c')
		expect(page.find('dialog select[name="ticket"]').exists()).toBe(form !== 'standard')
		while (form !== 'standard' && !page.find('.desk').exists()) {
			await page.findAll('dialog button[type="button"]').at(0)?.trigger('click')
			await hit('f')
		}
	})

	it('names at once what is under way', async () => {
		server.answer = () => new Promise(() => undefined)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		press('1')
		await vi.advanceTimersByTimeAsync(HOLD_MS)
		expect(page.get('.outcome').text()).toBe('正在叫号…')
	})

	it.each([['small'], ['hidden'], ['standard']])('takes no card reader for a clerk, and says so, in the %s form (Q11)', async (form) => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		while (!page.find({ standard: '.desk', small: '.strip', hidden: '.pill' }[form]!).exists()) await hit('f')
		const button = page.get<HTMLElement>('button').element
		let clicked = false
		button.addEventListener('keydown', (one) => (clicked = one.key === 'Enter' && !one.defaultPrevented))
		for (const key of [...'110105q', 'Enter']) {
			button.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
			await vi.advanceTimersByTimeAsync(HOLD_MS - 10)
		}
		await vi.advanceTimersByTimeAsync(1_000)
		expect(sent()).toEqual([])
		expect(clicked).toBe(false)
		expect(page.find('dialog').exists()).toBe(false)
		expect(page.get('.outcome').text()).toContain('像是读卡器输入，没有执行')
		await hit('2')
		expect(sent().map((one) => one.command)).toEqual(['ticket.recall'])
	})

	it('lets no card reader answer a question, but a hand (Q11)', async () => {
		withWindow(SERVING)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('6')
		const radio = page.get<HTMLInputElement>('dialog input[type="radio"]').element
		const enter = () => new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })
		for (const key of '110105') radio.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
		const [read, pressed] = [enter(), enter()]
		radio.dispatchEvent(read)
		await vi.advanceTimersByTimeAsync(KEY_MAX_MS + 1)
		radio.dispatchEvent(pressed)
		expect([read.defaultPrevented, pressed.defaultPrevented]).toEqual([true, false])
	})

	it('holds a key no longer than the answer may wait, and sends it no twice', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		press('2')
		await vi.advanceTimersByTimeAsync(HOLD_MS - 1)
		expect(sent()).toEqual([])
		await vi.advanceTimersByTimeAsync(1)
		expect(sent()).toHaveLength(1)
		await vi.advanceTimersByTimeAsync(1_000)
		expect(sent()).toHaveLength(1)
	})

	it('announces in the hidden form what a press came to, and not the time that runs', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		while (!page.find('.pill').exists()) await hit('f')
		const time = page.get('.pill time').text()
		expect(page.get('[role="status"]').text()).toBe('')
		await vi.advanceTimersByTimeAsync(3_000)
		expect(page.get('.pill time').text()).not.toBe(time)
		expect(page.get('[role="status"]').text()).toBe('')
		server.answer = () => json({ seq: 10, events: [], result: { ticket: 2, calls: 2 } })
		await hit('2')
		expect(page.get('[role="status"]').text()).toContain('2')
		expect(page.findAll('[role="status"] time, time [role="status"]')).toHaveLength(0)
		await hit('f')
	})

	it('shows the first of a long queue, and all when asked', async () => {
		const one = makeState().waiting[0]!
		server.state = makeState({ waiting: Array.from({ length: 120 }, (_, i) => ({ ...one, ticket: 100 + i, number: `A${100 + i}` })) })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		const rows = () => page.findAll('[data-part="waiting"] li').length
		const more = () => page.get('button.more')
		expect(rows()).toBe(50)
		expect(more().text()).toBe('显示全部 120 人')
		await more().trigger('click')
		expect([rows(), more().attributes('aria-expanded')]).toEqual([120, 'true'])
		await more().trigger('click')
		expect(rows()).toBe(50)
	})

	it('draws no row of the queue again for a second that passes', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		let drawn = 0
		const lists = page.findComponent(QueueLists)
		const time = lists.get('time').text()
		const update = lists.vm.$.update
		lists.vm.$.update = () => (drawn++, update())
		await vi.advanceTimersByTimeAsync(3_000)
		expect(lists.get('time').text()).not.toBe(time)
		expect(drawn).toBe(0)
		server.push(event(11, 'ticket.taken', { ticket: 4, number: 'A004', service: 's1', class: 'k1', visit: 4 }))
		await flushPromises()
		expect(drawn).toBeGreaterThan(0)
	})

	it('does not close a question that was opened while an answer was under way', async () => {
		let answer: (response: Response) => void = () => undefined
		server.answer = () => new Promise((resolve) => (answer = resolve))
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('2')
		await hit('t')
		answer(json({ seq: 10, events: [], result: { ticket: 2, calls: 2 } }))
		await flushPromises()
		expect(page.find('dialog select[name="service"]').exists()).toBe(true)
	})

	it('takes a ticket at the counter for a customer of a class', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('t')
		await page.get('select[name="service"]').setValue('s2')
		await page.get('input[name="customer"]').setValue(' 周女士 ')
		await submit()
		expect(sent()).toEqual([{ command: 'ticket.take', args: { service: 's2', customer: '周女士', channel: 'clerk' } }])
	})

	it('names the usual class of customers, and offers it once (Q1)', async () => {
		server.state = makeState({ classes: [{ id: 'k2', name: '贵宾', rank: 0 }, ...makeState().classes] })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('t')
		expect(page.findAll('select[name="class"] option').map((one) => one.text())).toEqual(['普通（通常）', '贵宾'])
		await page.get('select[name="service"]').setValue('s2')
		await submit()
		expect(sent()).toEqual([{ command: 'ticket.take', args: { service: 's2', channel: 'clerk' } }])
	})

	it('chooses the answer of a question by a figure', async () => {
		withWindow(SERVING)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('6')
		await page.get('dialog input').trigger('keydown', { key: '2' })
		await submit()
		expect(sent()).toEqual([{ command: 'ticket.hold', args: { window: 'w1', kind: 'put_back', places: 3 } }])
	})

	it('shows all keys', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('?')
		for (const { id } of OPERATIONS) expect(page.findAll('dialog kbd').map((one) => one.text())).toContain(STANDARD[id][0])
	})

	/* The help must be open. */
	async function give(what: string, place: number, key: string): Promise<void> {
		await page.findAll(`[data-action="${what}"] button`)[place]!.trigger('click')
		press(key)
		await flushPromises()
	}
	const said = () => page.get('dialog [role="status"]').text()

	it.each(['standard', 'small', 'hidden'])('lets the clerk change keys, which hold in the %s form, in all hints and after reloading (Q11)', async (form) => {
		localStorage.setItem('openhall.caller.form', form)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('?')
		await give('call_next', 0, 'z')
		expect(said()).toContain('“叫号”现在的按键：Z F1')
		await page.get('dialog').trigger('cancel')
		await hit('1')
		expect(server.sent).toEqual([])
		if (form !== 'hidden') expect(page.get('[data-operation="call_next"]').text()).toContain('Z')
		if (form === 'standard') expect(page.text()).toContain('按 Z 呼叫下一位')
		page.unmount()
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('Z')
		expect(sent()).toEqual([{ command: 'ticket.call_next', args: { window: 'w1' } }])
	})

	it('says why a key is refused and changes nothing, and goes back to the standard (Q11)', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('?')
		await give('recall', 0, '1')
		expect(said()).toContain('1 已用于“叫号”')
		press('F5')
		await flushPromises()
		expect(said()).toContain('这个键不能用')
		press('z')
		await flushPromises()
		expect(said()).toContain('“重呼”现在的按键：Z F2')
		await give('no_show', 0, 'Delete')
		expect(said()).toContain('至少要有一个按键')
		press('Escape')
		await give('no_show', 1, 'x')
		expect(said()).toContain('“弃号”现在的按键：5 X')
		await page.get('dialog .reset').trigger('click')
		expect(localStorage.getItem('openhall.caller.keys')).toBeNull()
		expect(page.get('[data-action="recall"]').text()).toContain('2F2')
		expect(page.find('dialog .reset').exists()).toBe(false)
	})

	it.each(['not JSON', '{"call_next":["1"]}', JSON.stringify({ ...STANDARD, recall: ['1'] })])('has the standard keys where what is kept is %s', async (kept) => {
		localStorage.setItem('openhall.caller.keys', kept)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('1')
		expect(sent()).toEqual([{ command: 'ticket.call_next', args: { window: 'w1' } }])
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
		for (const key of ['F1', 'F1', 'F3']) press(key)
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

	it.each([
		['a', 'select[name="service"]', '请先选择业务', 'Please choose a service first'],
		['8', 'select[name="target"]', '请先选择业务', 'Please choose a service first'],
		['i', 'select[name="ticket"]', '请先选择号码', 'Please choose a number first'],
	])('key %s: Enter in the list answers, and says in our words what is missing (Q11)', async (key, field, words, english) => {
		withWindow(SERVING)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		for (const [language, wanted] of [['zh-CN', words], ['en', english]] as const) {
			setLanguage(language, false)
			await hit(key)
			const list = page.get<HTMLSelectElement>(`dialog ${field}`)
			expect(page.get<HTMLFormElement>('dialog form').attributes('novalidate')).toBeDefined()
			await list.trigger('keydown', { key: 'Enter' })
			expect(page.get('dialog [role="alert"]').text()).toBe(wanted)
			expect(list.attributes('aria-invalid')).toBe('true')
			expect(document.getElementById(list.attributes('aria-describedby') ?? '')?.textContent).toContain(wanted)
			await page.get('dialog footer button').trigger('click')
		}
		expect(sent()).toEqual([])
	})

	it('takes back what it said of a field once that is chosen, and sends with Enter from the list', async () => {
		withWindow(SERVING)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('a')
		const list = page.get('dialog select')
		await list.trigger('keydown', { key: 'Enter' })
		await list.setValue('s2')
		expect(page.get('dialog [role="alert"]').text()).toBe('')
		expect(list.attributes('aria-invalid')).toBeUndefined()
		await list.trigger('keydown', { key: 'Enter' })
		await flushPromises()
		expect(sent()).toEqual([{ command: 'ticket.add_service', args: { ticket: 2, service: 's2' } }])
	})

	it('asks in our words why the window pauses', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('0')
		await submit()
		expect(page.get('dialog [role="alert"]').text()).toBe('请先选择暂停原因')
		await page.get('input[value=""]').setValue()
		await page.get('input[name="reason"]').setValue('  ')
		await submit()
		expect(page.get('dialog [role="alert"]').text()).toBe('请写明原因')
		expect(sent()).toEqual([])
	})

	it('brings back a no-show by the number on the slip, of the latest that ended (Q7)', async () => {
		const call = (seq: number, ticket: number) => event(seq, 'ticket.called', { ticket, number: `A00${ticket}`, window: 'w1', clerk: 'c1', service: 's1' })
		const miss = (seq: number, ticket: number, ended: boolean) => event(seq, 'ticket.missed', { ticket, window: 'w1', clerk: 'c1', ended })
		server.log = [call(1, 5), miss(2, 5, true), call(3, 6), miss(4, 6, true), call(5, 7), miss(6, 7, false), call(7, 8), miss(8, 8, true), event(9, 'ticket.reinstated', { ticket: 8 })]
		server.tickets[5] = { ticket: 5, number: 'A005', state: 'waiting', ahead: 0 }
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('b')
		expect(page.findAll('dialog option:not([disabled])').map((one) => one.text())).toEqual(['A006（16:01 一号窗口）', 'A005（16:01 一号窗口）'])
		expect(document.activeElement?.tagName).toBe('SELECT')
		await page.get('dialog select').setValue('5')
		await page.get('dialog select').trigger('keydown', { key: 'Enter' })
		await flushPromises()
		expect(sent()).toEqual([{ command: 'ticket.reinstate', args: { ticket: 5 } }])
		expect(page.get('.outcome').text()).toContain('A005 已恢复，现在第 1 位')
	})

	it('says so when nobody has missed a call, and takes none of another day', async () => {
		server.log = [
			{ ...CALLED, at: '2026-11-22T16:00:00.000+08:00', seq: 1 },
			{ ...event(2, 'ticket.missed', { ticket: 2, window: 'w1', clerk: 'c1', ended: true }), at: '2026-11-22T16:01:00.000+08:00' },
		]
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('b')
		expect(page.get('dialog').text()).toContain('最近没有弃号的号码')
		await submit()
		expect(page.find('dialog').exists()).toBe(false)
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

	it('pauses for a reason from the list, shows it and goes on', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('0')
		expect(page.find('input:checked').exists()).toBe(false)
		await submit()
		expect(sent()).toEqual([])
		await page.get('input[value="用餐"]').setValue()
		await submit()
		server.push(event(11, 'window.paused', { window: 'w1', reason: '用餐' }))
		await flushPromises()
		expect(page.get('[data-part="paused"]').text()).toBe('用餐')
		expect(page.get('.current').text()).toContain('按 0 恢复服务')
		setLanguage('en', false)
		await flushPromises()
		expect(page.get('[data-part="paused"]').text()).toBe('Meal break')
		await hit('0')
		expect(sent()).toEqual([
			{ command: 'window.pause', args: { window: 'w1', reason: '用餐' } },
			{ command: 'window.resume', args: { window: 'w1' } },
		])
	})

	it('says whom the hall would give the window now, and asks again behind what happens (Q7, Q9)', async () => {
		const expected = () => (page.find('[data-part="expected"]').exists() ? page.get('[data-part="expected"] strong').text() : null)
		const asked = () => server.reads.filter((path) => path.endsWith('/windows/w1/next')).length
		let ticket: number | undefined = 3
		server.next = (window) => json(makeNext(window, server.state, ticket))
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await wait(NEXT_SETTLE_MS)
		expect(expected()).toBe('A003')
		ticket = 2
		const before = asked()
		server.push(event(11, 'ticket.inserted', { ticket: 2, reason: '孕妇' }), event(12, 'service.paused', { service: 's2' }))
		await wait(NEXT_SETTLE_MS)
		expect(expected()).toBe('A002')
		expect(asked()).toBe(before + 1)
		ticket = 3
		await wait(NEXT_EVERY_MS)
		expect(expected()).toBe('A003')
		server.push(event(13, 'ticket.cancelled', { ticket: 3, service: 's1', by: 'customer' }))
		await nextTick()
		expect(expected()).toBe(null)
		ticket = undefined
		await wait(NEXT_SETTLE_MS)
		expect(expected()).toBe(null)
	})

	it('says nothing of who is next while the hall cannot be asked (Q7)', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await wait(NEXT_SETTLE_MS)
		expect(page.get('[data-part="expected"]').text()).toContain('A002')
		server.next = () => json({ error: 'STORE_DOWN', message: '', hint: '' }, 500)
		server.push(event(11, 'service.paused', { service: 's2' }))
		await wait(NEXT_SETTLE_MS)
		expect(page.find('[data-part="expected"]').exists()).toBe(false)
		expect(page.find('[data-part="waiting"]').exists()).toBe(true)
	})

	it('pauses for a reason in the words of the clerk', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('0')
		await page.get('input[value=""]').setValue()
		await page.get('input[name="reason"]').setValue(' 消防演习 ')
		await submit()
		expect(sent()).toEqual([{ command: 'window.pause', args: { window: 'w1', reason: '消防演习' } }])
	})

	it("offers the hall's own reasons in the language of the desk, and keeps the hall's words (Q7)", async () => {
		server.state = makeState({ pause_reasons: [{ name: '补充凭条纸', name_en: 'Refilling slip paper' }, { name: '盘点' }] })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' }, 'en')
		await hit('0')
		expect(page.findAll('dialog fieldset label').map((one) => one.text())).toEqual(['Refilling slip paper', '盘点', 'Another reason'])
		await page.get('input[value="补充凭条纸"]').setValue()
		await submit()
		expect(sent()).toEqual([{ command: 'window.pause', args: { window: 'w1', reason: '补充凭条纸' } }])
		expect(page.text()).toContain('The window is paused: Refilling slip paper')
		server.push(event(11, 'window.paused', { window: 'w1', reason: '补充凭条纸' }))
		await flushPromises()
		expect(page.get('[data-part="paused"]').text()).toBe('Refilling slip paper')
		setLanguage('zh-CN', false)
		await flushPromises()
		expect(page.get('[data-part="paused"]').text()).toBe('补充凭条纸')
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

	it('names the windows that there are when there is no such one', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w9' })
		expect(page.text()).toContain('没有窗口 w9')
		expect(page.findAll('nav a').map((link) => link.attributes('href'))).toEqual(['/caller/h1/w1', '/caller/h1/w2'])
		expect(page.find('a.main[href="/"]').exists()).toBe(true)
	})

	it('names the halls that there are when there is no such one', async () => {
		page = await show(CallerPage, server, { hall: 'h9', window: 'w1' })
		await flushPromises()
		expect(page.text()).toContain('没有营业厅 h9')
		expect(page.get('nav a').text()).toContain('示范大厅')
	})

	it('tells by the rule why the ticket was called, in the language of the reader (Q9)', async () => {
		const call = { ...CALLED, rule: 'aged', waited_ms: 1_930_000 }
		server.answer = () => json({ seq: 11, events: [call], result: { ticket: 2, number: 'A002', rule: 'aged', service: 's1' } })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('1')
		expect(page.get('[data-part="rule"]').text()).toBe('叫号依据：等候较久（等了 32:10）')
		expect(server.reads.filter((path) => path.includes('/events'))).toEqual([])
		setLanguage('en', false)
		await flushPromises()
		expect(page.get('[data-part="rule"]').text()).toBe('Called because: waited long (waited 32:10)')
	})

	describe('says truly what "first come" means (Q9)', () => {
		const EARLY = '2026-11-23T15:00:00.000+08:00'
		const wait = (ticket: number, service: string, since: string) => ({ ticket, number: `A00${ticket}`, service, class: 'k1', since, taken: since })
		it.each([
			['nobody waits longer', [wait(3, 's1', makeState().at)], { candidates: 2, over: 3 }, '叫号依据：先到先办，先于 A003（等了 1:00）'],
			['another service waits longer', [wait(5, 's2', EARLY), wait(3, 's1', makeState().at)], { candidates: 3, over: 3 }, '叫号依据：本窗口优先业务中先到，先于 A003（等了 1:00）'],
			['its own service waits longer', [wait(5, 's1', EARLY)], { candidates: 2, over: 5 }, '叫号依据：同等优先的号中先到，先于 A005（等了 1:00）'],
			['who waits longer waits for another window', [{ ...wait(5, 's1', EARLY), window: 'w2' }], { candidates: 2 }, '叫号依据：先到先办（等了 1:00）'],
			['there was one alone', [], { candidates: 1 }, '叫号依据：当时只有这个号可叫（等了 1:00）'],
		])('where %s', async (_, others, facts, words) => {
			const state = makeState()
			server.state = { ...state, waiting: [...others, state.waiting[0]!] }
			const call = { ...CALLED, ...facts, waited_ms: 60_000 }
			server.answer = () => json({ seq: 11, events: [call], result: { ticket: 2, number: 'A002', rule: 'arrival', service: 's1' } })
			page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
			await hit('1')
			expect(page.get('[data-part="rule"]').text()).toBe(words)
		})
	})

	it('looks the rule up after a reload, and keeps silent where the log does not reach', async () => {
		withWindow(SERVING)
		server.log = [{ ...CALLED, seq: 8, rule: 'chosen', waited_ms: 5_000 }, { ...CALLED, seq: 9, ticket: 1 }] as HallEvent[]
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		expect(page.get('[data-part="rule"]').text()).toBe('叫号依据：柜员选号（等了 0:05）')
		page.unmount()
		server.log = []
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		expect(page.find('[data-part="rule"]').exists()).toBe(false)
	})

	it.each([
		['back', { state: 'waiting', ahead: 2 }, { ended: false }, 'A002 没来，放回队列，第 3 位'],
		['back where nobody can say', { state: 'called', ahead: 0 }, { ended: false }, 'A002 没来，放回队列'],
		['to its end', { state: 'no_show', ahead: 0 }, { ended: true }, 'A002 已弃号，不再叫'],
	])('says that a no-show goes %s', async (_, ticket, result, words) => {
		withWindow({ ...SERVING, state: 'called' })
		server.tickets[2] = { ticket: 2, number: 'A002', ...ticket }
		server.answer = () => json({ seq: 10, events: [], result: { ticket: 2, ...result } })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('5')
		expect(page.get('.outcome strong').text()).toBe(words)
	})

	it('says where a ticket stands that was put back', async () => {
		withWindow(SERVING)
		server.tickets[2] = { ticket: 2, number: 'A002', state: 'waiting', ahead: 4 }
		server.answer = () => json({ seq: 10, events: [], result: { ticket: 2, hold: 'put_back' } })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('6')
		await page.get('input[value="put_back"]').setValue()
		await submit()
		expect(page.get('.outcome strong').text()).toBe('A002 放回队列，第 5 位')
	})

	it('offers of the holds only what the hall takes now', async () => {
		const kinds = () => page.findAll('input[name="kind"]').map((input) => input.attributes('value'))
		withWindow({ ...SERVING, state: 'called' })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('6')
		expect(kinds()).toEqual(['put_back'])
		page.unmount()
		withWindow({ ...SERVING, state: 'waiting' })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		await hit('6')
		expect(kinds()).toEqual(['keep', 'put_back'])
	})

	it('answers a key that does not fit with the press itself', async () => {
		const state = makeState()
		server.state = { ...state, waiting: [] }
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		for (const [key, why, hint] of [
			['c', '没有人在等候本窗口', '有人取号后'], ['i', '营业厅里没有人在等候', '有人取号后'],
			['6', '当前没有号码', '先按 1 叫号'], ['8', '当前没有号码', '先按 1 叫号'], ['a', '当前没有号码', '先按 1 叫号'],
		] as const) {
			await hit(key)
			expect(page.get('.outcome').text(), key).toContain(why)
			expect(page.get('.outcome').text(), key).toContain(hint)
			expect(page.find('dialog').exists(), key).toBe(false)
		}
		expect(sent()).toEqual([])
	})

	it('answers C and 0 with the number that is still there', async () => {
		withWindow(SERVING)
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		for (const key of ['c', '0']) {
			await hit(key)
			expect(page.get('.outcome').text()).toContain('A002 还没有办完')
		}
		expect(page.get('[data-operation="pause"]').attributes('title')).toBe('A002 还没有办完')
	})

	it('marks in the list what was put ahead, put back or booked', async () => {
		const [first, second] = makeState().waiting
		server.state = makeState({ waiting: [{ ...first!, ahead: true, reason: '老年人' }, { ...second!, missed: true, appointment: 3 }] })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		const [a, b] = page.findAll('[data-part="waiting"] li').map((entry) => entry.findAll('.tag').map((tag) => tag.text()))
		expect(a).toEqual(['插前：老年人'])
		expect(b).toEqual(['过号', '预约'])
	})

	it('takes back that the server cannot be reached when it is heard again', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		server.streams[0]!.handlers.ended()
		server.answer = () => Promise.reject(new TypeError('no network'))
		await hit('1')
		expect(page.get('.outcome').text()).toContain('连不上服务器')
		server.streams[0]!.handlers.opened()
		await flushPromises()
		expect(page.get('.outcome').text()).not.toContain('连不上服务器')
		expect(page.get('.outcome').text()).toContain('已重新连上')
	})

	it('keeps the elapsed time from going below zero', async () => {
		withWindow({ ...SERVING, since: new Date(Date.now() + 3_600_000).toISOString() })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' })
		expect(page.get('.timer').text()).toBe('0:00')
	})

	it('counts calls in English by one and many, and names windows in English', async () => {
		withWindow({ ...SERVING, calls: 1, name_en: 'Window 1' })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' }, 'en')
		expect(page.get('.current').text()).toContain('Called once')
		expect(page.get('h1').text()).toContain('Window 1')
		page.unmount()
		withWindow({ ...SERVING, calls: 2 })
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' }, 'en')
		expect(page.get('.current').text()).toContain('Called 2 times')
	})

	it('speaks English', async () => {
		page = await show(CallerPage, server, { hall: 'h1', window: 'w1' }, 'en')
		expect(page.get('[data-operation="call_next"]').text()).toContain('Call next')
		expect(page.text()).toContain('Ordinary')
	})
})

describe('keys', () => {
	it.each([
		['with Ctrl', { ctrlKey: true }, false],
		['held down', { repeat: true }, false],
		['while an input method composes', { isComposing: true }, false],
		['that an input method took', { keyCode: 229 }, false],
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
