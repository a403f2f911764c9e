/* A ticket on the phone of its customer: place, range, call, rating, leaving (Q1, Q14, Q16). */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { Link } from '../../src/api/types'
import { POLL_RETRY_MS } from '../../src/live/usePolled'
import PhonePage from '../../src/pages/PhonePage.vue'
import { FAR_MS, NEAR_MS, OVER_MS, paceOf } from '../../src/pages/phone/usePhone'
import { FakeServer, json, LINK, makeLink, show } from '../fixtures'

const part = (wrapper: VueWrapper, name: string) => wrapper.get(`[data-part="${name}"]`).text()

async function open(link: Link, language: 'zh-CN' | 'en' = 'zh-CN') {
	const server = new FakeServer()
	server.link = () => json(link)
	const wrapper = await show(PhonePage, server, { link: LINK }, language)
	return { server, wrapper }
}

describe('phone', () => {
	beforeEach(() => {
		HTMLDialogElement.prototype.showModal ??= () => undefined
		HTMLDialogElement.prototype.close ??= () => undefined
	})
	afterEach(() => void vi.useRealTimers())

	it('shows the place and the wait as a range that promises nothing (Q16)', async () => {
		const { wrapper } = await open(makeLink())
		expect(part(wrapper, 'number')).toBe('A003')
		expect(part(wrapper, 'ahead')).toBe('您前面还有 5 位')
		expect(part(wrapper, 'expected')).toBe('10–15 分钟')
		expect(wrapper.text()).toContain('大约 16:10–16:15 叫到您')
		expect(wrapper.text()).toContain('仅供参考')
		expect(document.title).toContain('A003')
		wrapper.unmount()
	})

	it.each([
		[{ low_min: 0, high_min: 8 }, '8 分钟以内', '大约 16:10 前叫到您'],
		[{ low_min: 7, high_min: 7 }, '约 7 分钟', '大约 16:05–16:10 叫到您'],
		[{ low_min: 40, high_min: 75 }, '40–75 分钟', '大约 16:40–17:15 叫到您'],
	])('says %j in words', async (expected, words, clock) => {
		const { wrapper } = await open(makeLink({ expected }))
		expect(part(wrapper, 'expected')).toBe(words)
		expect(wrapper.text()).toContain(clock)
		wrapper.unmount()
	})

	it('says why it is silent, and no time (Q16)', async () => {
		const { wrapper } = await open(makeLink({ expected: { low_min: 0, high_min: 0, silence: 'no_window' } }), 'en')
		expect(part(wrapper, 'expected')).toBe('No window is open for your service right now')
		expect(wrapper.text()).not.toContain('min')
		wrapper.unmount()
	})

	it.each([
		[0, 'Nobody is ahead of you'],
		[2, '2 people ahead of you'],
	])('sends nobody to windows that are closed, with %i ahead (Q16)', async (ahead, words) => {
		const { wrapper } = await open(makeLink({ ahead, expected: { low_min: 0, high_min: 0, silence: 'no_window' } }), 'en')
		expect(part(wrapper, 'ahead')).toBe(words)
		expect(wrapper.find('.near').exists()).toBe(false)
		expect(wrapper.text()).not.toContain('You are next')
		expect(wrapper.text()).toContain('it is called when a window opens')
		wrapper.unmount()
		const { wrapper: opened } = await open(makeLink({ ahead }), 'en')
		expect(opened.find('.near').exists()).toBe(true)
		opened.unmount()
	})

	it('names the appointment, and what holds until then (Q15)', async () => {
		const { wrapper } = await open(makeLink({ booked: '2026-11-23T17:00:00.000+08:00' }))
		expect(part(wrapper, 'booked')).toBe('预约 17:00 17:00 前按普通号排队，之后优先于现场取号')
		wrapper.unmount()
		const { wrapper: inside } = await open(makeLink({ booked: '2026-11-23T16:00:00.000+08:00' }), 'en')
		expect(part(inside, 'booked')).toBe('Booked for 16:00')
		inside.unmount()
	})

	it('looks often when it is nearly the turn, seldom when all is over (Q16)', () => {
		expect(paceOf(makeLink({ ahead: 4 }))).toBe(FAR_MS)
		expect(paceOf(makeLink({ ahead: 3 }))).toBe(NEAR_MS)
		expect(paceOf(makeLink({ state: 'called' }))).toBe(NEAR_MS)
		expect(paceOf(makeLink({ state: 'serving' }))).toBe(FAR_MS)
		expect(paceOf(makeLink({ state: 'finished', rateable: true }))).toBe(FAR_MS)
		expect(paceOf(makeLink({ state: 'finished', rated: true }))).toBe(OVER_MS)
		expect(paceOf(makeLink({ state: 'finished', rateable: true }, { live: false }))).toBe(OVER_MS)
	})

	it('moves up by itself and fills the screen when the number is called', async () => {
		vi.useFakeTimers()
		const { server, wrapper } = await open(makeLink())
		server.link = () => json(makeLink({ ahead: 2 }))
		await vi.advanceTimersByTimeAsync(FAR_MS)
		expect(part(wrapper, 'ahead')).toBe('您前面还有 2 位')
		server.link = () => json(makeLink({ state: 'called', ahead: 0, window: 'w3' }, { window_name: '3 号窗口', called: '2026-11-23T16:01:00.000+08:00', calls: 2 }))
		await vi.advanceTimersByTimeAsync(NEAR_MS)
		expect(wrapper.get('[role="alert"]').text()).toContain('正在叫您的号')
		expect(part(wrapper, 'window')).toBe('3 号窗口')
		expect(wrapper.text()).toContain('第 2 次呼叫')
		expect(wrapper.findAll('button').map((one) => one.text())).not.toContain('不等了，取消排队')
		wrapper.unmount()
	})

	it('shakes at each call for those who asked for it, and for nobody else', async () => {
		vi.useFakeTimers()
		const shakes: unknown[] = []
		vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { vibrate: (pattern: unknown) => shakes.push(pattern) }))
		const { server, wrapper } = await open(makeLink({ ahead: 0 }))
		const called = (calls: number) => json(makeLink({ state: 'called', window: 'w1' }, { window_name: '1 号窗口', calls }))
		await wrapper.findAll('button').find((one) => one.text().includes('响铃'))?.trigger('click')
		expect(shakes).toHaveLength(1)
		server.link = () => called(1)
		await vi.advanceTimersByTimeAsync(NEAR_MS)
		await vi.advanceTimersByTimeAsync(NEAR_MS)
		expect(shakes).toHaveLength(2)
		server.link = () => called(2)
		await vi.advanceTimersByTimeAsync(NEAR_MS)
		expect(shakes).toHaveLength(3)
		await wrapper.findAll('button').find((one) => one.text().includes('关闭响铃'))?.trigger('click')
		server.link = () => called(3)
		await vi.advanceTimersByTimeAsync(NEAR_MS)
		expect(shakes).toHaveLength(3)
		vi.unstubAllGlobals()
		wrapper.unmount()
	})

	it('asks how it was, once, and sends the words (Q14)', async () => {
		const { server, wrapper } = await open(makeLink({ state: 'finished', ahead: 0, rateable: true }))
		await wrapper.get('form').trigger('submit')
		expect(wrapper.get('form [role="alert"]').text()).toBe('请选择星级')
		expect(server.sent).toHaveLength(0)
		await wrapper.get('input[type="radio"][value="2"]').setValue(true)
		await wrapper.get('textarea').setValue('  等太久  ')
		server.link = () => json(makeLink({ state: 'finished', rated: true }))
		await wrapper.get('form').trigger('submit')
		await flushPromises()
		expect(server.sent).toMatchObject([{ command: 'rating.give', args: { level: 2, comment: '等太久' } }])
		expect(part(wrapper, 'news')).toContain('谢谢您的评价')
		expect(wrapper.find('form').exists()).toBe(false)
		wrapper.unmount()
	})

	it.each([
		['zh-CN', ['差', '好'], ['排队久', '脏']], ['en', ['Poor', 'Good'], ['Queue', '脏']],
	] as const)('offers the levels and reasons of the hall and no others (Q14, %s)', async (language, names, reasons) => {
		const hall = {
			ratings: [{ level: 4, name: '好', name_en: 'Good' }, { level: 1, name: '差', name_en: 'Poor' }],
			rating_reasons: [{ name: '排队久', name_en: 'Queue' }, { name: '脏' }],
		}
		const { server, wrapper } = await open(makeLink({ state: 'finished', ahead: 0, rateable: true }, hall), language)
		expect(wrapper.findAll('.star').map((one) => one.text())).toEqual(names)
		expect(wrapper.findAll('input[type="radio"]').map((one) => one.attributes('value'))).toEqual(['1', '4'])
		expect(wrapper.find('.chip').exists()).toBe(false)
		await wrapper.get('input[type="radio"][value="1"]').setValue(true)
		expect(wrapper.get('.rate .word').text()).toBe(names[0])
		expect(wrapper.findAll('.chip').map((one) => one.text())).toEqual(reasons)
		await wrapper.findAll('.chip')[0]!.trigger('click')
		await wrapper.get('textarea').setValue('一小时')
		await wrapper.get('form').trigger('submit')
		await flushPromises()
		expect(server.sent).toMatchObject([{ args: { level: 1, comment: '排队久；一小时' } }])
		wrapper.unmount()
	})

	it('has the usual levels where the hall has none of its own, and sends no reasons with a good one (Q14)', async () => {
		const { server, wrapper } = await open(makeLink({ state: 'finished', ahead: 0, rateable: true }))
		expect(wrapper.findAll('.star').map((one) => one.text())).toEqual(['非常不满意', '不满意', '一般', '满意', '非常满意'])
		await wrapper.get('input[type="radio"][value="2"]').setValue(true)
		await wrapper.findAll('.chip')[0]!.trigger('click')
		await wrapper.get('input[type="radio"][value="5"]').setValue(true)
		await wrapper.get('form').trigger('submit')
		await flushPromises()
		expect(server.sent[0]!.args).toEqual({ level: 5 })
		wrapper.unmount()
	})

	it('says thank you in the words of the hall where it was rated elsewhere (Q14)', async () => {
		const { server, wrapper } = await open(makeLink({ state: 'finished', ahead: 0, rateable: true }))
		server.answer = () => json({ refusal: 'ALREADY_RATED', message: '您已评价过，谢谢', hint: '无需再次评价' }, 409)
		await wrapper.get('input[type="radio"][value="5"]').setValue(true)
		await wrapper.get('form').trigger('submit')
		await flushPromises()
		expect(wrapper.get('form [role="alert"]').text()).toContain('您已评价过，谢谢')
		wrapper.unmount()
	})

	it('gives the ticket up only after a question (Q16)', async () => {
		const { server, wrapper } = await open(makeLink())
		await wrapper.get('.quiet').trigger('click')
		expect(wrapper.get('dialog').text()).toContain('确定取消 A003 吗')
		expect(server.sent).toHaveLength(0)
		server.link = () => json(makeLink({ state: 'cancelled', ahead: 0 }))
		await wrapper.get('dialog form').trigger('submit')
		await flushPromises()
		expect(server.sent).toMatchObject([{ command: 'ticket.cancel', args: {} }])
		expect(part(wrapper, 'news')).toContain('您已取消')
		expect(wrapper.find('dialog').exists()).toBe(false)
		wrapper.unmount()
	})

	it.each([
		['serving', '正在办理'], ['held', '请稍候'], ['no_show', '已过号'], ['unserved', '今天的服务已结束'],
	] as const)('has words for %s', async (state, words) => {
		const { wrapper } = await open(makeLink({ state, ahead: 0 }))
		expect(part(wrapper, 'news')).toContain(words)
		wrapper.unmount()
	})

	it.each([[404, 'LINK_UNKNOWN', '找不到号票'], [410, 'LINK_GONE', '号票已过期']])('says what is wrong with a link that leads nowhere (%i)', async (status, error, words) => {
		const server = new FakeServer()
		server.link = () => json({ error, message: '原因', hint: '办法' }, status)
		const wrapper = await show(PhonePage, server, { link: LINK })
		expect(wrapper.text()).toContain(words)
		expect(wrapper.text()).toContain('办法')
		wrapper.unmount()
	})

	it.each([404, 410])('asks seldom for a link that leads nowhere (%i)', async (status) => {
		vi.useFakeTimers()
		const server = new FakeServer()
		server.link = () => json({ error: 'LINK_GONE', message: '原因', hint: '办法' }, status)
		const wrapper = await show(PhonePage, server, { link: LINK })
		await vi.advanceTimersByTimeAsync(OVER_MS - 1000)
		expect(server.reads).toHaveLength(1)
		await vi.advanceTimersByTimeAsync(2000)
		expect(server.reads).toHaveLength(2)
		wrapper.unmount()
	})

	it('shows no answer that a later one has overtaken (Q16)', async () => {
		vi.useFakeTimers()
		const { server, wrapper } = await open(makeLink())
		let late: (response: Response) => void = () => undefined
		server.link = () => new Promise<Response>((resolve) => (late = resolve))
		await vi.advanceTimersByTimeAsync(FAR_MS)
		server.link = () => json(makeLink({ state: 'cancelled', ahead: 0 }))
		await wrapper.get('.quiet').trigger('click')
		await wrapper.get('dialog form').trigger('submit')
		await flushPromises()
		expect(part(wrapper, 'news')).toContain('您已取消')
		late(json(makeLink()))
		await flushPromises()
		expect(part(wrapper, 'news')).toContain('您已取消')
		wrapper.unmount()
	})

	it('keeps the last picture with its time while there is no network', async () => {
		vi.useFakeTimers()
		const { server, wrapper } = await open(makeLink())
		server.link = () => { throw new TypeError('no network') }
		await vi.advanceTimersByTimeAsync(FAR_MS)
		expect(wrapper.get('[role="status"]').text()).toContain('显示的是 16:00:00 的情况')
		expect(part(wrapper, 'number')).toBe('A003')
		server.link = () => json(makeLink({ ahead: 1 }))
		await vi.advanceTimersByTimeAsync(POLL_RETRY_MS)
		expect(wrapper.get('[role="status"]').text()).toBe('')
		expect(part(wrapper, 'ahead')).toBe('您前面还有 1 位')
		wrapper.unmount()
	})

	it('is never blank: without an answer it says so and can be asked again', async () => {
		const server = new FakeServer()
		server.link = () => { throw new TypeError('no network') }
		const wrapper = await show(PhonePage, server, { link: LINK })
		server.link = () => json(makeLink())
		await wrapper.get('main button').trigger('click')
		await flushPromises()
		expect(part(wrapper, 'number')).toBe('A003')
		wrapper.unmount()
	})

	it('does not look while nobody looks at it', async () => {
		vi.useFakeTimers()
		const { server, wrapper } = await open(makeLink())
		const reads = server.reads.length
		vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
		await vi.advanceTimersByTimeAsync(10 * FAR_MS)
		expect(server.reads).toHaveLength(reads)
		vi.restoreAllMocks()
		wrapper.unmount()
	})
})
