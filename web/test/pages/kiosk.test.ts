/* The kiosk (Q1, Q4, Q5, Q6). */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ATTEMPTS_MAX } from '../../src/api/client'
import { PLACES_MAX, windowsFor } from '../../src/pages/kiosk/slipFacts'
import { IDLE_S, SLIP_S } from '../../src/pages/kiosk/useIdle'
import { MENU_EVERY_MS, MENU_RETRY_MS, MENU_SETTLE_MS } from '../../src/pages/kiosk/useMenu'
import { KEY_MAX_MS } from '../../src/live/burst'
import { ANSWER_MAX_MS, SLOW_MS } from '../../src/pages/kiosk/useTicket'
import KioskPage from '../../src/pages/KioskPage.vue'
import { currentLanguage } from '../../src/text/i18n'
import { AT, event, FakeServer, json, makeMenu, makeState, press, show } from '../fixtures'

const TAKEN = event(11, 'ticket.taken', { ticket: 4, number: 'A004', service: 's1', class: 'k1', ahead: 2 })
const DONE = { seq: 11, events: [{ ...TAKEN, at: AT }], result: { ticket: 4, number: 'A004', ahead: 2, service: 's1', visit: 4 } }

describe('kiosk', () => {
	let server: FakeServer
	let page: VueWrapper

	const choices = () => page.findAll('.choice').map((button) => button.get('.label').text())
	async function choose(label: string): Promise<void> {
		const button = page.findAll('button').find((one) => one.text().includes(label))
		if (!button) throw new Error(`no button ${label}`)
		await button.trigger('click')
		await flushPromises()
	}

	async function swipe(number: string): Promise<void> {
		await vi.advanceTimersByTimeAsync(KEY_MAX_MS * 2)
		for (const key of [...number, 'Enter']) press(key)
		await flushPromises()
	}
	const keys = (command: string) => new Set(server.sent.filter((sent) => sent.command === command).map((sent) => sent.key)).size

	beforeEach(() => {
		vi.useFakeTimers({ now: new Date(AT) })
		server = new FakeServer()
		server.answer = () => json(DONE)
	})

	afterEach(() => {
		page.unmount()
		vi.useRealTimers()
		vi.unstubAllGlobals()
		history.replaceState(null, '', '/')
	})

	it('says what it says as large as the screen shows whole, and never larger while it says the same (Q1)', async () => {
		vi.stubGlobal('innerWidth', 1080)
		vi.stubGlobal('innerHeight', 1920)
		/* Of what is said, at a zoom of 1; the screen has room for 1500. */
		let lines = 500
		const zoom = () => Number(page.get<HTMLElement>('.kiosk').element.style.getPropertyValue('--zoom'))
		vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(1500)
		vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockImplementation(() => Math.max(1500, lines * zoom()))
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('须知')
		const most = zoom()
		expect(most).toBeGreaterThan(1.5)
		lines = 1000
		await vi.advanceTimersByTimeAsync(1_000)
		expect(zoom()).toBe(1.5)
		lines = 500
		await vi.advanceTimersByTimeAsync(1_000)
		expect(zoom()).toBe(1.5)
		await choose('知道了')
		await choose('须知')
		expect(zoom()).toBe(most)
		lines = 9_000
		await vi.advanceTimersByTimeAsync(1_000)
		expect(zoom()).toBe(1)
	})

	it('takes a ticket with one touch and shows the slip', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		expect(server.sent).toMatchObject([{ command: 'ticket.take', args: { service: 's1', channel: 'kiosk' } }])
		const slip = page.get('.slip').text()
		for (const part of ['A004', '社保', '您前面还有 2 位', '2026-11-23', '16:00:00']) expect(slip).toContain(part)
	})

	it('names the appointment on the slip, and what holds until then (Q15)', async () => {
		server.tickets[4] = { booked: '2026-11-23T17:00:00.000+08:00' }
		page = await show(KioskPage, server, { hall: 'h1' }, 'en')
		await choose('Insurance')
		await flushPromises()
		expect(page.get('.slip [data-part=booked]').text()).toBe('Booked for 17:00 Until 17:00 it waits in line like other numbers; from then on it comes before walk-ins')
	})

	it('says on the slip what its ticket was told, as soon as that is known, and nothing where it was told nothing (Q1, Q16)', async () => {
		server.tickets[4] = { told: { low_min: 10, high_min: 15 }, expected: { low_min: 1, high_min: 2 } }
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		await flushPromises()
		expect(page.get('.slip [data-part=wait]').text()).toBe('预计等候 10–15 分钟')
		await choose('完成')
		server.tickets[4] = { told: { low_min: 0, high_min: 0, silence: 'no_window' } }
		await choose('社保')
		await flushPromises()
		expect(page.find('.slip [data-part=wait]').exists()).toBe(false)
		expect(page.get('.slip').text()).toContain('A004')
		expect(page.get('.slip [data-part=no-window]').text()).toContain('现在没有开放的窗口')
		expect(page.get('.slip').text()).not.toContain('请留意叫号')
	})

	it('names itself to its printer, and asks for a photo while that prints nothing', async () => {
		history.replaceState(null, '', '/kiosk/h1?device=k1')
		server.heard = () => json({ next_s: 30, printer: 'p1', printer_state: 'paper_out' })
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		history.replaceState(null, '', '/')
		expect(server.sent).toMatchObject([{ command: 'ticket.take', args: { service: 's1', channel: 'kiosk', device: 'k1' } }])
		expect(page.get('.slip [role=alert]').text()).toContain('请给屏幕拍照')
		expect(page.get('.slip [role=alert]').text()).toContain('打印机缺纸')
		expect(page.get('.slip').classes()).toContain('lone')
	})

	it('walks down the tree and back up', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(choices()).toEqual(['社保', '更多', '须知'])
		await choose('更多')
		expect(choices()).toEqual(['登记'])
		await choose('返回')
		expect(choices()).toEqual(['社保', '更多', '须知'])
	})

	it('shows a notice without giving a ticket', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('须知')
		expect(page.text()).toContain('请带身份证')
		await choose('知道了')
		expect(choices()).toHaveLength(3)
		expect(server.sent).toEqual([])
	})

	it('says why a paused service gives no ticket and whom to ask', async () => {
		server.menu = makeMenu({ buttons: [{ ...makeMenu().buttons[0]!, paused: true }] })
		server.answer = () => json({ refusal: 'SERVICE_PAUSED', message: '该业务暂停办理：维护', hint: '请咨询 3 号台' }, 409)
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(page.get('.choice').text()).toContain('暂停办理')
		await choose('社保')
		expect(page.text()).toContain('该业务暂停办理：维护')
		expect(page.text()).toContain('请咨询 3 号台')
		expect(page.text()).not.toContain('再试一次')
	})

	it('marks before the touch what gives no tickets now, up the tree, and explains on touch', async () => {
		const [service, parent, child, notice] = makeMenu().buttons
		server.menu = makeMenu({ buttons: [{ ...service!, full: true }, parent!, { ...child!, full: true }, notice!] })
		server.answer = () => json({ refusal: 'SERVICE_LIMIT', message: '该业务今天的号已发完', hint: '请明天再来或预约' }, 409)
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(page.findAll('.choice').map((one) => one.text().includes('暂不发号'))).toEqual([true, true, false])
		expect(page.get<HTMLButtonElement>('.choice').element.disabled).toBe(false)
		await choose('社保')
		expect(page.text()).toContain('该业务今天的号已发完')
		expect(page.text()).toContain('请明天再来或预约')
	})

	it('marks nothing as given out where one choice below still gives tickets', async () => {
		const [service, parent, child] = makeMenu().buttons
		server.menu = makeMenu({ buttons: [parent!, { ...child!, full: true }, { ...service!, parent: 'n2' }] })
		page = await show(KioskPage, server, { hall: 'h1' }, 'en')
		expect(page.text()).not.toContain('No tickets right now')
		await choose('Others')
		expect(page.findAll('.choice').map((one) => one.text().includes('No tickets right now'))).toEqual([true, false])
	})

	it('prints what to bring and where, and counts those ahead in English by one and many', async () => {
		const windows = makeState().windows.map((window) => ({ ...window, name_en: 'Window' }))
		server.state = makeState({ windows })
		server.menu = makeMenu({ buttons: [{ ...makeMenu().buttons[0]!, slip_notice: '请出示身份证', slip_notice_en: 'Bring your ID' }] })
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		expect(page.get('.slip').text()).toContain('请出示身份证')
		expect(page.get('.slip .where').text()).toBe('一般在 一号窗口 办理，以叫号为准')
		for (const [ahead, words] of [[0, 'Nobody is ahead of you'], [1, '1 person is ahead'], [2, '2 people are ahead']] as const) {
			page.unmount()
			server.answer = () => json({ ...DONE, result: { ...DONE.result, ahead } })
			page = await show(KioskPage, server, { hall: 'h1' }, 'en')
			await choose('Insurance')
			expect(page.get('.slip').text()).toContain(words)
			expect(page.get('.slip').text()).toContain('Bring your ID')
		}
	})

	it('names no windows where any of them may call', () => {
		const [window] = makeState().windows
		const many = Array.from({ length: PLACES_MAX + 1 }, () => window!)
		expect(windowsFor(many, 's1')).toEqual([])
		expect(windowsFor(many.slice(1), 's1')).toHaveLength(PLACES_MAX)
		expect(windowsFor(makeState().windows, 's1').map((one) => one.id)).toEqual(['w1'])
		expect(windowsFor(many.slice(1), 's9')).toEqual([])
	})

	it('shows a notice in the language of the customer', async () => {
		server.menu = makeMenu({ buttons: [{ ...makeMenu().buttons[3]!, notice_en: 'Bring your ID card' }] })
		page = await show(KioskPage, server, { hall: 'h1' }, 'en')
		await choose('Please note')
		expect(page.text()).toContain('Bring your ID card')
	})

	it('says so when nobody else may take a ticket today, and still redeems appointments', async () => {
		server.menu = makeMenu({ open: false })
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(page.text()).toContain('等候人数已满')
		expect(page.text()).toContain('请明天再来')
		await choose('预约取号')
		expect(page.find('.pad').exists()).toBe(true)
	})

	it('learns that the hours are over although no event says so', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		server.state = makeState({ open: false })
		server.menu = makeMenu({ open: false })
		await vi.advanceTimersByTimeAsync(MENU_EVERY_MS)
		expect(page.text()).toContain('现在不在营业时间')
	})

	it('says that a day has no hours at all', async () => {
		server.state = makeState({ open: false })
		server.menu = makeMenu({ open: false, hours: '-' })
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(page.text()).toContain('今天不营业')
		expect(page.text()).not.toContain('营业时间：')
	})

	it('gives no ticket outside opening hours and says when they are', async () => {
		server.state = makeState({ open: false })
		server.menu = makeMenu({ open: false })
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(choices()).toEqual([])
		expect(page.text()).toContain('营业时间：09:00-17:00')
	})

	it('keeps the key when the customer tries again, and takes a new one for a new wish', async () => {
		server.answer = () => json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503)
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		expect(server.sent).toHaveLength(ATTEMPTS_MAX)
		server.answer = () => json(DONE)
		await choose('再试一次')
		expect(page.find('.slip').exists()).toBe(true)
		expect(new Set(server.sent.map((sent) => sent.key)).size).toBe(1)
		await choose('完成')
		await choose('社保')
		expect(new Set(server.sent.map((sent) => sent.key)).size).toBe(2)
	})

	it('takes one ticket for a double touch', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		const button = page.get('.choice')
		void button.trigger('click')
		void button.trigger('click')
		await flushPromises()
		expect(server.sent).toHaveLength(1)
	})

	it('goes back to the start and to its own language when nobody touches it', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('English')
		expect(currentLanguage()).toBe('en')
		await choose('Others')
		await vi.advanceTimersByTimeAsync((IDLE_S - 1) * 1000)
		expect(choices()).toEqual(['Register'])
		dispatchEvent(new Event('pointerdown'))
		await vi.advanceTimersByTimeAsync((IDLE_S - 1) * 1000)
		expect(choices()).toEqual(['Register'])
		await vi.advanceTimersByTimeAsync(2_000)
		expect(choices()).toEqual(['社保', '更多', '须知'])
		expect(currentLanguage()).toBe('zh-CN')
	})

	it('reads the menu again after an event and each minute', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		const menus = () => server.reads.filter((path) => path.endsWith('/menu')).length
		const before = menus()
		server.push(event(11, 'service.paused', { service: 's1' }))
		await vi.advanceTimersByTimeAsync(MENU_SETTLE_MS)
		expect(menus()).toBe(before + 1)
		await vi.advanceTimersByTimeAsync(MENU_EVERY_MS)
		expect(menus()).toBeGreaterThan(before + 1)
	})

	it('redeems an appointment by its six digits', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('预约取号')
		for (const digit of '1234567') press(digit)
		await flushPromises()
		await choose('取号')
		expect(server.sent).toMatchObject([{ command: 'appointment.redeem', args: { code: '123456', channel: 'kiosk' } }])
		expect(page.find('.slip').exists()).toBe(true)
	})

	it('sends a code with Enter once it is whole, and lets a wrong one be entered again', async () => {
		server.answer = () => json({ refusal: 'APPOINTMENT_UNKNOWN', message: '没有找到预约', hint: '请检查预约码' }, 409)
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('预约取号')
		for (const key of ['1', '2', '3', '4', '5', 'Enter']) press(key)
		expect(server.sent).toEqual([])
		for (const key of ['6', 'Enter']) press(key)
		await flushPromises()
		expect(server.sent).toMatchObject([{ args: { code: '123456' } }])
		expect(page.text()).toContain('没有找到预约')
		await choose('重新输入')
		expect(page.find('.pad').exists()).toBe(true)
	})

	it('shows a slip for longer than a menu', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		await vi.advanceTimersByTimeAsync((SLIP_S - 1) * 1000)
		expect(page.find('.slip').exists()).toBe(true)
		await vi.advanceTimersByTimeAsync(2_000)
		expect(page.find('.slip').exists()).toBe(false)
	})

	it('never lets a customer wait without a word, and shows an answer that comes late', async () => {
		let give: (response: Response) => void = () => undefined
		server.answer = () => new Promise((resolve) => (give = resolve))
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		expect(page.text()).toContain('正在取号')
		await vi.advanceTimersByTimeAsync(SLOW_MS)
		expect(page.text()).toContain('网络较慢')
		await vi.advanceTimersByTimeAsync(ANSWER_MAX_MS - SLOW_MS)
		expect(page.text()).toContain('没有收到服务器的答复')
		expect(page.text()).toContain('再试一次')
		give(json(DONE))
		await flushPromises()
		expect(page.get('.slip').text()).toContain('A004')
	})

	it('gives a late answer to nobody who has left', async () => {
		let give: (response: Response) => void = () => undefined
		server.answer = () => new Promise((resolve) => (give = resolve))
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		await vi.advanceTimersByTimeAsync(ANSWER_MAX_MS)
		await choose('首页')
		give(json(DONE))
		await flushPromises()
		expect(page.find('.slip').exists()).toBe(false)
		expect(choices()).toHaveLength(3)
	})

	it('stops asking for who went home, and gives the same wish the same key soon after, by hand (Q1)', async () => {
		let give: (response: Response) => void = () => undefined
		server.answer = () => new Promise((resolve) => (give = resolve))
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		await vi.advanceTimersByTimeAsync(ANSWER_MAX_MS)
		await choose('首页')
		give(json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503))
		await flushPromises()
		expect(server.sent).toHaveLength(1)
		await vi.advanceTimersByTimeAsync(18_000)
		server.answer = () => json(DONE)
		await choose('社保')
		expect(page.get('.slip').text()).toContain('A004')
		expect(server.sent).toHaveLength(2)
		expect(keys('ticket.take')).toBe(1)
		await choose('完成')
		await choose('社保')
		expect(keys('ticket.take')).toBe(2)
	})

	it.each([
		['another wish', async () => choose('更多').then(() => choose('登记'))],
		['who comes later', async () => vi.advanceTimersByTimeAsync(21_000).then(() => choose('社保'))],
	])('gives %s a key of its own after an answer that never came (Q1)', async (_who, then) => {
		server.menu = makeMenu({ buttons: makeMenu().buttons.map((button) => (button.id === 'n3' ? { ...button, service: 's2' } : button)) })
		server.answer = () => json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503)
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		await choose('首页')
		await then()
		expect(keys('ticket.take')).toBe(2)
	})

	it('gives the next customer a key of their own when the screen went back by itself (Q1)', async () => {
		server.answer = () => json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503)
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		await vi.advanceTimersByTimeAsync(IDLE_S * 1000)
		expect(choices()).toHaveLength(3)
		await choose('社保')
		expect(keys('ticket.take')).toBe(2)
	})

	it('takes one ticket for a card that is read twice, and another for another card (Q1)', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		await swipe('62220001')
		await swipe('62220001')
		expect(server.sent).toHaveLength(1)
		expect(page.find('.slip').exists()).toBe(true)
		await swipe('62220002')
		expect(server.sent).toMatchObject([{ args: { card: '62220001' } }, { args: { card: '62220002' } }])
	})

	it('tries again with the same key for a card that is read again where no answer came (Q1)', async () => {
		server.answer = () => json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503)
		page = await show(KioskPage, server, { hall: 'h1' })
		await swipe('62220001')
		expect(page.text()).toContain('再试一次')
		server.answer = () => json(DONE)
		await swipe('62220001')
		expect(page.find('.slip').exists()).toBe(true)
		expect(keys('appointment.redeem')).toBe(1)
	})

	/* Sound that the browser allows, or not before it is told to; `tones` are those that were put on its clock. */
	function stubAudio(allowed = true): { tones: number[]; allow: () => void } {
		const tones: number[] = []
		const waiting: (() => void)[] = []
		vi.stubGlobal('AudioContext', class {
			currentTime = 0
			destination = {}
			get state() {
				return allowed ? 'running' : 'suspended'
			}
			resume = () => (allowed ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve)))
			close = () => Promise.resolve()
			createGain = () => ({ gain: { setValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined }, connect: (on: unknown) => on })
			createOscillator = () => ({ frequency: { value: 0 }, connect: (on: unknown) => on, start: (at: number) => void tones.push(at), stop: () => undefined })
		})
		const allow = () => {
			allowed = true
			waiting.forEach((go) => go())
		}
		return { tones, allow }
	}

	it('leaves out the sound of refusals while the browser keeps it back, and plays none of them later (Q10)', async () => {
		const { tones, allow } = stubAudio(false)
		server.state = makeState({ open: false })
		server.menu = makeMenu({ open: false, hours: '09:00-17:00' })
		page = await show(KioskPage, server, { hall: 'h1' })
		for (let i = 0; i < 3; i++) {
			await swipe('62220001')
			await vi.advanceTimersByTimeAsync(1_000)
		}
		expect(tones).toEqual([])
		allow()
		await flushPromises()
		expect(tones).toEqual([])
		await swipe('62220001')
		expect(tones).toHaveLength(2)
	})

	it.each([
		['closed', () => ((server.state = makeState({ open: false })), (server.menu = makeMenu({ open: false, hours: '09:00-17:00' }))), '09:00-17:00'],
		['out of use', () => {
			history.replaceState(null, '', '/kiosk/h1?device=k1')
			server.state = makeState({ devices: [{ id: 'k1', kind: 'kiosk', name: '取号机', state: 'ok', since: AT, paused: true, reason: '换纸' }] })
		}, '换纸'],
	])('answers a card at once, to be seen and heard, while it is %s (Q10)', async (_how, make, why) => {
		const { tones } = stubAudio()
		make()
		page = await show(KioskPage, server, { hall: 'h1' })
		const said = () => page.get('.link').text()
		expect(said()).toBe('')
		await swipe('62220001')
		expect(server.sent).toEqual([])
		expect(said()).toContain('现在不发号')
		expect(page.get('main.answering').text()).toContain(why)
		expect(tones).toHaveLength(2)
		const first = page.get('main').element
		await swipe('62220001')
		expect(page.get('main').element).not.toBe(first)
		expect(tones).toHaveLength(4)
		await vi.advanceTimersByTimeAsync((IDLE_S + 1) * 1000)
		expect(said()).toBe('')
		expect(page.find('.answering').exists()).toBe(false)
	})

	it('takes no card while it is shut, save for bookings where the hall is full (Q10)', async () => {
		server.state = makeState({ open: false })
		server.menu = makeMenu({ open: false })
		page = await show(KioskPage, server, { hall: 'h1' })
		await swipe('62220001')
		expect(server.sent).toEqual([])
		page.unmount()
		server.state = makeState()
		page = await show(KioskPage, server, { hall: 'h1' })
		await swipe('62220001')
		expect(server.sent).toMatchObject([{ command: 'appointment.redeem' }])
	})

	it('words faults for customers, not for those who run the hall', async () => {
		server.answer = () => json({ error: 'STORE_UNCERTAIN', message: '无法确认', hint: '请用同一个 Idempotency-Key 重发' }, 503)
		page = await show(KioskPage, server, { hall: 'h1' })
		await choose('社保')
		expect(page.text()).not.toContain('Idempotency-Key')
		expect(page.text()).toContain('没有收到服务器的答复')
		expect(page.text()).toContain('请咨询大堂工作人员')
	})

	it('says so when the menu cannot be read and reads it by itself', async () => {
		const menu = server.menu
		server.menu = null as never
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(page.text()).toContain('暂时读不到业务菜单')
		expect(page.text()).toContain('大堂工作人员')
		server.menu = menu
		await vi.advanceTimersByTimeAsync(MENU_RETRY_MS)
		expect(choices()).toHaveLength(3)
	})

	it('tells a customer what to do when no hall can be read', async () => {
		server.fetch = () => Promise.reject(new TypeError('no network'))
		page = await show(KioskPage, server, { hall: 'h1' })
		expect(page.text()).toContain('连不上服务器')
		expect(page.text()).toContain('请咨询大堂工作人员')
		expect(page.find('a').exists()).toBe(false)
	})

	it('stays on while the link is down and says so', async () => {
		page = await show(KioskPage, server, { hall: 'h1' })
		server.streams[0]!.handlers.ended()
		await flushPromises()
		expect(page.text()).toContain('离线')
		expect(choices()).toHaveLength(3)
	})
})
