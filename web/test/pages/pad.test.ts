/* The rating pad (Q14): the right customer is asked, once for each service, and no rating is lost. */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ASK_MS, SWAP_MS, THANKS_MS, TOUCH_MS } from '../../src/pages/pad/usePad'
import { AGAIN_MS } from '../../src/pages/pad/useOutbox'
import PadPage from '../../src/pages/PadPage.vue'
import { AT, event, FakeServer, json, makeState, press, show } from '../fixtures'

const serving = () => makeState({
	windows: makeState().windows.map((window, i) => (i === 0 ? { ...window, state: 'serving', ticket: 1, number: 'A001', service: 's1' } : window)),
})
const finished = event(11, 'ticket.finished', { ticket: 1, window: 'w1', clerk: 'c1', service: 's1', served_ms: 60000 })
const next = event(12, 'ticket.called', { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1' })

describe('rating pad', () => {
	let server: FakeServer
	let page: VueWrapper
	const scene = () => page.get('main').attributes('data-scene')
	const open = async (language: 'zh-CN' | 'en' = 'zh-CN') => (page = await show(PadPage, server, { hall: 'h1', window: 'w1' }, language))
	const rated = () => server.sent.filter((sent) => sent.command === 'rating.give')
	/* The server keeps what its events said. */
	const push = async (...events: typeof finished[]) => {
		server.push(...events)
		await flushPromises()
	}

	beforeEach(() => {
		vi.useFakeTimers({ now: new Date(AT) })
		localStorage.clear()
		server = new FakeServer()
		server.state = serving()
		/* The pad reads the state again after a service; what it reads then is as old as the last event. */
		server.answer = () => json({ seq: 12, events: [], result: {} })
	})
	afterEach(() => {
		page.unmount()
		localStorage.clear()
		vi.useRealTimers()
	})

	it('welcomes, and shows the clerk who serves', async () => {
		server.state = makeState()
		await open()
		expect(page.text()).toContain('欢迎光临')
		expect(page.text()).toContain('王芳')
		await push(event(11, 'ticket.called', { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1' }))
		expect(page.get('h1').text()).toBe('请 A002 号到本窗口')
	})

	it('asks when the service ends, takes one touch, thanks, and is there for the next', async () => {
		await open()
		expect(page.text()).toContain('正在为 A001 号办理')
		await push(finished)
		expect(scene()).toBe('ask')
		expect(page.text()).toContain('A001 号')
		expect(page.text()).toContain('请评价王芳的服务')
		expect(page.findAll('.level').map((one) => one.text())).toEqual(['非常满意', '满意', '一般', '不满意', '非常不满意'])
		await page.findAll('.level')[0]!.trigger('click')
		await flushPromises()
		expect(rated()).toMatchObject([{ args: { ticket: 1, level: 5 } }])
		expect(page.text()).toContain('感谢您的评价')
		await vi.advanceTimersByTimeAsync(THANKS_MS + 1000)
		expect(scene()).toBe('window')
		expect(page.find('.late').exists()).toBe(false)
	})

	it('asks the customer whose service ended, although the next is called already', async () => {
		await open()
		await push(finished, next)
		expect(scene()).toBe('ask')
		expect(page.text()).toContain('A001 号')
		press('4')
		await flushPromises()
		expect(rated()).toMatchObject([{ args: { ticket: 1, level: 4 } }])
		await vi.advanceTimersByTimeAsync(THANKS_MS + 1000)
		expect(page.get('h1').text()).toBe('请 A002 号到本窗口')
	})

	it('asks again after it was switched off and on, as long as the server names the service', async () => {
		server.state = makeState({
			windows: makeState().windows.map((window) => ({ ...window, finished: 1, finished_number: 'A001', finished_at: '2026-11-23T15:55:00.000+08:00' })),
		})
		await open()
		expect(scene()).toBe('window')
		await page.get('.late').trigger('click')
		expect(scene()).toBe('ask')
		await page.get('.later').trigger('click')
		expect(scene()).toBe('window')
		expect(page.get('.late').text()).toBe('评价 A001 号的服务')
	})

	it('stops asking by itself', async () => {
		await open()
		await push(finished, next)
		await vi.advanceTimersByTimeAsync(ASK_MS + 1000)
		expect(scene()).toBe('window')
		expect(rated()).toHaveLength(0)
	})

	it('asks what was wrong after a bad rating, and sends reasons and words', async () => {
		await open()
		await push(finished)
		press('2')
		await flushPromises()
		expect(rated()).toHaveLength(0)
		await page.findAll('.chip')[0]!.trigger('click')
		await page.findAll('.chip')[3]!.trigger('click')
		expect(page.findAll('.chip')[0]!.attributes('aria-pressed')).toBe('true')
		await page.get('textarea').setValue('等了一小时')
		await page.get('form').trigger('submit')
		await flushPromises()
		expect(rated()).toMatchObject([{ args: { ticket: 1, level: 2, comment: '办理太慢；等候太久；等了一小时' } }])
	})

	it('counts a bad rating also when nobody gives reasons', async () => {
		await open()
		await push(finished)
		press('1')
		await vi.advanceTimersByTimeAsync(TOUCH_MS + 1000)
		expect(rated()).toMatchObject([{ args: { ticket: 1, level: 1 } }])
	})

	it('sends what was touched and written also for who walks away, and nothing of a level that was taken back (Q14)', async () => {
		await open()
		await push(finished)
		press('2')
		await flushPromises()
		await page.findAll('.chip')[1]!.trigger('click')
		await page.get('.ends .button').trigger('click')
		press('1')
		await flushPromises()
		await page.findAll('.chip')[3]!.trigger('click')
		await page.get('textarea').setValue('等了一小时')
		await vi.advanceTimersByTimeAsync(TOUCH_MS + 1000)
		expect(rated()).toMatchObject([{ args: { ticket: 1, level: 1, comment: '等候太久；等了一小时' } }])
	})

	it('offers the levels and reasons that the hall configured, and no others', async () => {
		server.state = { ...serving(), ratings: [{ level: 5, name: '赞', name_en: 'Great' }, { level: 1, name: '差', name_en: 'Bad' }], rating_reasons: [{ name: '排队久', name_en: 'Queue' }] }
		await open('en')
		await push(finished)
		expect(page.findAll('.level').map((one) => one.text())).toEqual(['Great', 'Bad'])
		press('3')
		expect(scene()).toBe('ask')
		press('1')
		await flushPromises()
		expect(page.findAll('.chip').map((one) => one.text())).toEqual(['Queue'])
	})

	it('thanks who has rated already, without a second rating', async () => {
		server.answer = () => json({ refusal: 'ALREADY_RATED', message: '您已评价过，谢谢', hint: '' }, 409)
		await open()
		await push(finished)
		press('5')
		await flushPromises()
		expect(page.text()).toContain('您已评价过，谢谢')
		await vi.advanceTimersByTimeAsync(AGAIN_MS * 3)
		expect(rated()).toHaveLength(1)
	})

	it('stops asking when the service was rated elsewhere', async () => {
		await open()
		await push(finished, event(12, 'rating.given', { ticket: 1, level: 3, window: 'w1', clerk: 'c1', service: 's1' }))
		expect(scene()).toBe('window')
	})

	it('keeps a rating while the link is down, says how many, and sends it later with the same key', async () => {
		server.answer = () => { throw new TypeError('no link') }
		await open()
		await push(finished)
		press('5')
		await vi.advanceTimersByTimeAsync(0)
		expect(page.text()).toContain('感谢您的评价')
		expect(page.get('[data-part="kept"]').text()).toBe('1 条评价待发送')
		const key = rated()[0]!.key
		page.unmount()
		await open()
		expect(page.get('[data-part="kept"]').text()).toBe('1 条评价待发送')
		server.answer = () => json({ seq: 12, events: [], result: {} })
		await vi.advanceTimersByTimeAsync(AGAIN_MS * 2)
		expect(page.find('[data-part="kept"]').exists()).toBe(false)
		expect(new Set(rated().map((sent) => sent.key))).toEqual(new Set([key]))
		expect(JSON.parse(localStorage.getItem('openhall.ratings.h1.w1')!)).toEqual([])
	})

	it.each([[403, 'HOST_INVALID', 1], [404, 'HALL_UNKNOWN', 1], [413, 'BODY_TOO_LONG', 1], [400, 'BODY_INVALID', 0], [404, 'TICKET_UNKNOWN', 0]] as const)(
		'keeps a rating that others may make possible, and no other (Q14: %i %s)',
		async (status, error, left) => {
			server.answer = () => json({ error, message: '', hint: '' }, status)
			await open()
			await push(finished)
			press('5')
			await flushPromises()
			expect(JSON.parse(localStorage.getItem('openhall.ratings.h1.w1')!)).toHaveLength(left)
			server.answer = () => json({ seq: 12, events: [], result: {} })
			await vi.advanceTimersByTimeAsync(AGAIN_MS * 2)
			expect(JSON.parse(localStorage.getItem('openhall.ratings.h1.w1')!)).toEqual([])
			expect(rated()).toHaveLength(1 + left)
		},
	)

	it('does not ask again about a rating that waits on the pad (Q14)', async () => {
		server.answer = () => { throw new TypeError('no link') }
		await open()
		await push(finished)
		press('5')
		await vi.advanceTimersByTimeAsync(0)
		page.unmount()
		server.state = makeState({
			windows: makeState().windows.map((window) => ({ ...window, finished: 1, finished_number: 'A001', finished_at: AT })),
		})
		await open()
		expect(scene()).toBe('window')
		expect(page.find('.late').exists()).toBe(false)
	})

	describe('when the next service ends before the question was answered (Q14)', () => {
		const second = event(13, 'ticket.finished', { ticket: 2, window: 'w1', clerk: 'c1', service: 's1', served_ms: 1000 })
		const started = event(12, 'ticket.called', { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1' })
		const later = (one: typeof second) => ({ ...one, at: '2026-11-23T16:01:01.000+08:00' })

		it('does not change the question under the finger of a customer, and asks the next one afterwards', async () => {
			await open()
			await push(finished, started)
			await page.get('.pad').trigger('pointerdown')
			await push(later(second))
			expect(page.text()).toContain('A001 号')
			press('5')
			await flushPromises()
			expect(rated()).toMatchObject([{ args: { ticket: 1, level: 5 } }])
			await vi.advanceTimersByTimeAsync(THANKS_MS + 1000)
			expect(scene()).toBe('ask')
			expect(page.text()).toContain('A002 号')
		})

		it('asks the next one at once where nobody has touched it, and takes no touch that was meant for the first', async () => {
			await open()
			await push(finished, started)
			await push(later(second))
			expect(page.text()).toContain('A002 号')
			press('1')
			await flushPromises()
			expect(scene()).toBe('ask')
			await vi.advanceTimersByTimeAsync(SWAP_MS)
			press('5')
			await flushPromises()
			expect(rated()).toMatchObject([{ args: { ticket: 2, level: 5 } }])
		})

		it('does not ask again whoever does not want to say', async () => {
			await open()
			await push(finished)
			await page.get('.later').trigger('click')
			await flushPromises()
			expect(scene()).toBe('window')
			expect(page.find('.late').exists()).toBe(true)
		})
	})

	it('says that the window is paused or closed', async () => {
		server.state = makeState()
		await open()
		await push(event(11, 'window.paused', { window: 'w1', reason: '用餐' }))
		expect(page.text()).toContain('暂停服务')
		expect(page.text()).toContain('用餐')
		await push(event(12, 'window.closed', { window: 'w1', clerk: 'c1' }))
		expect(page.text()).toContain('已关闭')
	})

	it("says why the window pauses in the customer's language (Q7)", async () => {
		server.state = makeState({ pause_reasons: [{ name: '补充凭条纸', name_en: 'Refilling slip paper' }] })
		await open('en')
		await push(event(11, 'window.paused', { window: 'w1', reason: '补充凭条纸' }))
		expect(page.text()).toContain('Refilling slip paper')
	})
})
