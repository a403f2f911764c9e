/* The manager's monitor (Q6, Q7, Q8). */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import MonitorPage from '../../src/pages/MonitorPage.vue'
import { setLanguage } from '../../src/text/i18n'
import { AT, event, FakeServer, json, makeState, makeTold, makeWaits, show } from '../fixtures'

const LATER = '2026-11-23T16:31:00.000+08:00'

describe('monitor', () => {
	let server: FakeServer
	let page: VueWrapper

	const sent = () => server.sent.map(({ command, args }) => ({ command, args }))
	const figures = () => page.findAll('[data-figure] strong').map((one) => one.text())
	async function submit(): Promise<void> {
		await page.get('dialog form').trigger('submit')
		await flushPromises()
	}

	beforeEach(() => {
		vi.useFakeTimers({ now: new Date(LATER) })
		server = new FakeServer()
	})
	afterEach(() => {
		page.unmount()
		vi.useRealTimers()
	})

	it('shows the figures and ages the waits in words', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		expect(figures()).toEqual(['2', '31:00', '0', '3', '1', '0', '0'])
		expect(page.get('[data-part="waiting"]').text()).toContain('等候过久')
	})

	it('counts every no-show of today, also of tickets that were put back', async () => {
		server.state = makeState({ missed: 1, no_shows: 4 })
		page = await show(MonitorPage, server, { hall: 'h1' })
		expect(figures()[5]).toBe('4')
	})

	it('ticks each second', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		await vi.advanceTimersByTimeAsync(2_000)
		expect(figures()[1]).toBe('31:02')
	})

	it('pauses a service with a reason and whom to ask', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		await page.get('[aria-label="暂停业务 社保"]').trigger('click')
		await page.get('input[name="reason"]').setValue('维护')
		await page.get('input[name="ask"]').setValue('咨询台')
		await submit()
		expect(sent()).toEqual([{ command: 'service.pause', args: { service: 's1', reason: '维护', ask: '咨询台' } }])
	})

	it('resumes a paused service', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		server.push(event(11, 'service.paused', { service: 's1', reason: '维护' }))
		await flushPromises()
		await page.get('[aria-label="恢复业务 社保"]').trigger('click')
		await flushPromises()
		expect(sent()).toEqual([{ command: 'service.resume', args: { service: 's1' } }])
	})

	it('closes a window and says why not', async () => {
		server.answer = () => json({ refusal: 'WINDOW_BUSY', message: '窗口还有未办结的号', hint: '请先办结' }, 409)
		page = await show(MonitorPage, server, { hall: 'h1' })
		await page.get('[aria-label="关闭窗口 一号窗口"]').trigger('click')
		await flushPromises()
		expect(sent()).toEqual([{ command: 'window.close', args: { window: 'w1' } }])
		expect(page.get('.outcome').text()).toContain('请先办结')
		expect(page.find('[aria-label="关闭窗口 二号窗口"]').exists()).toBe(false)
	})

	it('answers at the edge of the screen, and leads to the caller of a window that cannot close', async () => {
		const at = (id: string) => makeState().windows.map((one) => (one.id === id ? { ...one, state: 'serving' as const, ticket: 1, number: 'A001' } : one))
		server.state = makeState({ windows: at('w1') })
		server.answer = () => json({ refusal: 'WINDOW_BUSY', message: '窗口还有未办结的号 A001', hint: '请先办结' }, 409)
		page = await show(MonitorPage, server, { hall: 'h1' })
		const note = page.get('.floating')
		expect(note.get('[role="status"]').text()).toBe('')
		await page.get('[aria-label="关闭窗口 一号窗口"]').trigger('click')
		await flushPromises()
		expect(note.get('[role="status"]').text()).toContain('A001')
		expect(note.get('a').attributes('href')).toBe('/caller/h1/w1')
		await vi.advanceTimersByTimeAsync(60_000)
		expect(note.classes()).toContain('shown')
		await note.get('button').trigger('click')
		expect(note.classes()).not.toContain('shown')
	})

	it('puts away by itself that something was done, and offers no caller for it', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		await page.get('[aria-label="关闭窗口 一号窗口"]').trigger('click')
		await flushPromises()
		expect(page.get('.floating').text()).toContain('一号窗口已关闭')
		expect(page.find('.floating a').exists()).toBe(false)
		await vi.advanceTimersByTimeAsync(20_000)
		expect(page.get('.floating').text()).toBe('')
	})

	it('says in the dialog itself that the hall said no', async () => {
		server.answer = () => json({ refusal: 'TICKET_NOT_WAITING', message: '该号不在等候', hint: '请刷新' }, 409)
		page = await show(MonitorPage, server, { hall: 'h1' })
		await page.get('[aria-label="插前 A003"]').trigger('click')
		await page.get('input[name="reason"]').setValue('老人')
		await submit()
		expect(page.get('dialog [role="alert"]').text()).toContain('该号不在等候')
	})

	it('puts a ticket ahead with a reason', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		await page.get('[aria-label="插前 A003"]').trigger('click')
		await page.get('input[name="reason"]').setValue('老人')
		await submit()
		expect(sent()).toEqual([{ command: 'ticket.insert_ahead', args: { ticket: 3, reason: '老人' } }])
	})

	it('reads details again after a call', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		server.push(event(11, 'ticket.called', { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1' }))
		server.state = makeState({ seq: 11, served: 42 })
		await vi.advanceTimersByTimeAsync(1_000)
		expect(figures()[4]).toBe('42')
	})

	it('marks what was put back after a no-show, put ahead, booked or sent somewhere', async () => {
		const [first, second] = makeState().waiting
		server.state = makeState({
			waiting: [
				{ ...first!, missed: true, class: 'k2' },
				{ ...second!, ahead: true, reason: '老人', appointment: 7, window: 'w2' },
			],
			classes: [...makeState().classes, { id: 'k2', name: '贵宾', rank: 0 }],
		})
		page = await show(MonitorPage, server, { hall: 'h1' })
		const rows = page.findAll('[data-part="waiting"] tbody tr').map((row) => row.findAll('.tag').map((tag) => tag.text()))
		expect(rows).toEqual([['贵宾', '过号'], ['插前：老人', '预约', '指定二号窗口']])
	})

	it('says why each ticket was called, also one that was called before the page was opened (Q9)', async () => {
		const called = (seq: number, ticket: number, window: string, rule: string) =>
			event(seq, 'ticket.called', { ticket, number: `A00${ticket}`, window, clerk: 'c1', service: 's1', rule, waited_ms: 90_000 })
		const at = (id: string, ticket: number) => makeState().windows.map((one) => (one.id === id ? { ...one, state: 'serving' as const, ticket, number: `A00${ticket}` } : one))
		server.state = makeState({ windows: at('w1', 1) })
		server.log = [called(9, 1, 'w1', 'aged')]
		page = await show(MonitorPage, server, { hall: 'h1' })
		const rules = () => page.findAll('[data-part="rule"]').map((one) => one.text())
		expect(rules()).toEqual(['等候较久，等了 1:30'])
		server.log = [called(11, 2, 'w1', 'chosen')]
		server.push(server.log[0]!)
		await flushPromises()
		expect(rules()).toEqual(['柜员选号，等了 1:30'])
	})

	it('gives the reason of the latest call when a ticket comes back to a window (Q9)', async () => {
		const called = (seq: number, rule: string) =>
			event(seq, 'ticket.called', { ticket: 1, number: 'A001', window: 'w1', clerk: 'c1', service: 's1', rule, waited_ms: 90_000 })
		server.state = makeState({ windows: makeState().windows.map((one) => (one.id === 'w1' ? { ...one, state: 'called' as const, ticket: 1, number: 'A001' } : one)) })
		server.log = [called(9, 'aged')]
		page = await show(MonitorPage, server, { hall: 'h1' })
		server.push(event(11, 'ticket.missed', { ticket: 1, window: 'w1', clerk: 'c1', ended: true }))
		await flushPromises()
		server.log = [called(12, 'ahead')]
		server.push(server.log[0]!)
		await flushPromises()
		expect(page.get('[data-part="rule"]').text()).toBe('已插前，等了 1:30')
	})

	it('takes back what was done with one press (M4)', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		await page.get('[aria-label="关闭窗口 一号窗口"]').trigger('click')
		await flushPromises()
		await page.get('[data-part="undo"]').trigger('click')
		await flushPromises()
		expect(sent()).toEqual([{ command: 'window.close', args: { window: 'w1' } }, { command: 'window.open', args: { window: 'w1', clerk: 'c1' } }])
		expect(page.get('.floating').text()).toContain('已撤销')
		expect(page.find('[data-part="undo"]').exists()).toBe(false)
	})

	it('opens a window with a free clerk, or one from another window (M4)', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		for (const [clerk, command] of [['c2', 'window.open'], ['c1', 'clerk.move']]) {
			await page.get('[aria-label="开窗 二号窗口"]').trigger('click')
			await page.get('dialog select').setValue(clerk)
			await submit()
			expect(sent().at(-1)).toEqual({ command, args: { window: 'w2', clerk } })
		}
	})

	it('changes what a window serves as a whole, and says in words what will change (Q8)', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		await page.get('[data-window="w1"] [aria-haspopup="dialog"]').trigger('click')
		await page.findAll('dialog button').find((one) => one.text() === '更改业务')!.trigger('click')
		await page.get('[name="on-s2"]').setValue(false)
		await page.get('[name="priority-s1"]').setValue(2)
		await page.get('[name="helps"]').setValue(true)
		expect(page.get('dialog .changes').text()).toBe('去掉：登记调整优先级：社保开始支援其他业务')
		await submit()
		expect(sent()).toEqual([{ command: 'window.set_services', args: { window: 'w1', services: [{ service: 's1', priority: 2 }], helps: true } }])
		await page.get('[data-part="undo"]').trigger('click')
		await flushPromises()
		expect(sent().at(-1)?.args).toEqual({ window: 'w1', services: [{ service: 's1', priority: 1 }, { service: 's2', priority: 1 }], helps: false })
	})

	it('keeps what another manager changes meanwhile, and says so (Q8)', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		await page.get('[data-window="w1"] [aria-haspopup="dialog"]').trigger('click')
		await page.findAll('dialog button').find((one) => one.text() === '更改业务')!.trigger('click')
		await page.get('[name="priority-s1"]').setValue(2)
		expect(page.find('[data-part="moved"]').exists()).toBe(false)
		server.push(event(11, 'window.services_set', { window: 'w1', services: [{ service: 's1', priority: 1 }], helps: true }))
		server.state = makeState({ seq: 11, windows: makeState().windows.map((one) => (one.id === 'w1' ? { ...one, services: ['s1'], priorities: [1], helps: true } : one)) })
		await vi.advanceTimersByTimeAsync(1_000)
		expect(page.get('[data-part="moved"]').text()).toContain('别人刚刚更改了这个窗口')
		expect(page.get('dialog .changes').text()).toBe('调整优先级：社保')
		await submit()
		expect(sent()).toEqual([{ command: 'window.set_services', args: { window: 'w1', services: [{ service: 's1', priority: 2 }], helps: true } }])
		await page.get('[data-part="undo"]').trigger('click')
		await flushPromises()
		expect(sent().at(-1)?.args).toEqual({ window: 'w1', services: [{ service: 's1', priority: 1 }], helps: true })
	})

	it('cancels a ticket only after asking (M4)', async () => {
		page = await show(MonitorPage, server, { hall: 'h1' })
		await page.get('[aria-label="取消 A003"]').trigger('click')
		expect(sent()).toEqual([])
		await submit()
		expect(sent()).toEqual([{ command: 'ticket.cancel', args: { ticket: 3, by: 'manager' } }])
	})

	it('filters and sorts who waits, and keeps that in the address', async () => {
		const [first, second] = makeState().waiting
		server.state = makeState({ waiting: [first!, { ...second!, service: 's2', number: 'B001' }] })
		page = await show(MonitorPage, server, { hall: 'h1' })
		const numbers = () => page.findAll('[data-part="waiting"] tbody th').map((one) => one.text())
		await page.get('select[name="service"]').setValue('s2')
		await flushPromises()
		expect(numbers()).toEqual(['B001'])
		expect(page.vm.$route.query).toEqual({ service: 's2' })
		await page.get('.filters button').trigger('click')
		await flushPromises()
		expect(numbers()).toEqual(['A002', 'B001'])
	})

	it('shows alerts worst first, with level, subject, owner and next action, and counts them in the title (M2)', async () => {
		const base = { kind: 'wait' as const, since: '2026-11-23T16:30:00.000+08:00', value: 31, escalated: false }
		server.state = makeState({
			alerts: [
				{ ...base, alert: 1, level: 1, service: 's1', ticket: 2, number: 'A002', owner: '值班经理', action: '请疏导' },
				{ ...base, alert: 2, level: 3, kind: 'help', window: 'w1', escalated: true },
			],
		})
		page = await show(MonitorPage, server, { hall: 'h1' })
		const rows = page.findAll('[data-alert]').map((one) => one.text())
		expect(rows[0]).toMatch(/三级一号窗口 请求支援已 1:00待受理（未指定）已升级请前往支援/)
		expect(rows[1]).toMatch(/一级A002（社保）等候 31 分钟已 1:00待受理（值班经理）请疏导/)
		expect(document.title).toMatch(/^\(2\) /)
		expect(page.get('[data-alert="1"] a').attributes('href')).toContain('ticket=2')
		await page.get('[data-alert="2"] .main').trigger('click')
		await page.get('dialog input').setValue('张经理')
		await submit()
		expect(sent()).toEqual([{ command: 'alert.acknowledge', args: { alert: 2, owner: '张经理' } }])
	})

	it('folds a flood of alerts', async () => {
		server.state = makeState({ alerts: Array.from({ length: 30 }, (_, i) => ({ alert: i + 1, kind: 'help' as const, level: 1, since: AT, value: 1, escalated: false })) })
		page = await show(MonitorPage, server, { hall: 'h1' })
		expect(page.findAll('[data-alert]')).toHaveLength(8)
		await page.get('.more').trigger('click')
		expect(page.findAll('[data-alert]')).toHaveLength(30)
	})

	it('shows VIPs by name, clerks by what they do, and devices by how they are (M1)', async () => {
		const [first] = makeState().waiting
		server.state = makeState({
			waiting: [{ ...first!, class: 'k0', customer: '周先生' }],
			classes: [...makeState().classes, { id: 'k0', name: '贵宾', rank: 0 }],
			devices: [
				{ id: 'b1', kind: 'board', name: '综合屏', state: 'ok', since: AT, paused: false },
				{ id: 'p1', kind: 'printer', name: '打印机', state: 'paper_out', since: AT, paused: false },
			],
		})
		page = await show(MonitorPage, server, { hall: 'h1' })
		expect(page.get('[data-part="vips"]').text()).toContain('周先生')
		expect(page.findAll('[data-part="clerks"] li').map((one) => one.text())).toEqual(['王芳一号窗口空闲31:00', '李伟未签到'])
		expect(page.findAll('[data-device]').map((one) => one.attributes('data-device'))).toEqual(['p1', 'b1'])
		expect(page.get('[data-device="p1"]').text()).toContain('缺纸')
	})

	it.each([['kiosk', '屏幕提示客户使用其他取号机'], ['pad', '不再为它报警']] as const)('says what pausing a %s does (M4)', async (kind, words) => {
		server.state = makeState({ devices: [{ id: 'd1', kind, name: '设备', state: 'ok', since: AT, paused: false }] })
		page = await show(MonitorPage, server, { hall: 'h1' })
		await page.get('[data-device="d1"] button').trigger('click')
		expect(page.get('dialog').text()).toContain(words)
		expect(page.get('dialog').text().includes('不再出号')).toBe(kind === 'kiosk')
	})

	it('marks each device that an alert is about, and leads from the alert to it (M2)', async () => {
		const base = { kind: 'device' as const, level: 2, since: AT, value: 1, escalated: false }
		const device = (id: string) => ({ id, kind: 'printer' as const, name: `打印机${id}`, state: 'paper_out' as const, since: AT, paused: false })
		server.state = makeState({ alerts: [{ ...base, alert: 1, device: 'p1' }, { ...base, alert: 2, device: 'p2' }], devices: [device('p1'), device('p2'), device('p3')] })
		page = await show(MonitorPage, server, { hall: 'h1' })
		expect(page.findAll('[data-device].marked').map((one) => one.attributes('data-device'))).toEqual(['p1', 'p2'])
		expect(page.get('[data-alert="2"] a').text()).toBe('查看打印机p2')
		await page.get('[data-alert="2"] a').trigger('click')
		await flushPromises()
		expect(page.get('[data-device].chosen').attributes('data-device')).toBe('p2')
		expect(document.activeElement?.getAttribute('data-device')).toBe('p2')
	})

	it.each([
		['zh-CN', 'name', '找不到主机名'], ['en', 'name', 'host name not found'], ['en', 'address', 'its address is none'],
		['en', 'mark', 'cannot be read'], ['en', 'server', 'cannot open it'], ['en', 'E42', 'E42'],
	] as const)('says in %s why a printer cannot be used: %s (Q19)', async (language, detail, words) => {
		server.state = makeState({ devices: [{ id: 'p1', kind: 'printer', name: '打印机', state: 'fault', detail, since: AT, paused: false }] })
		page = await show(MonitorPage, server, { hall: 'h1' }, language)
		expect(page.get('[data-device="p1"] .state').text()).toContain(words)
	})

	it('says the worst new alert to who listens, and not more often than every ten seconds (M2)', async () => {
		const alert = (id: number, level: number) => ({ alert: id, kind: 'help' as const, level, since: AT, value: 1, escalated: false, window: `w${id}` })
		server.state = makeState({ alerts: [alert(1, 3)] })
		page = await show(MonitorPage, server, { hall: 'h1' })
		const said = () => page.get('[data-part="alert-news"]').text()
		const raise = async (seq: number, id: number, level: number) => {
			server.push(event(seq, 'alert.raised', { alert: id, about: 'help', level, value: 1, window: `w${id}` }))
			await flushPromises()
		}
		expect(page.get('[data-part="alert-news"]').attributes('aria-live')).toBe('polite')
		expect(said()).toBe('')
		await raise(11, 2, 1)
		expect(said()).toBe('一级 二号窗口 请求支援')
		await raise(12, 3, 1)
		await raise(13, 4, 2)
		expect(said()).toBe('一级 二号窗口 请求支援')
		await vi.advanceTimersByTimeAsync(10_000)
		expect(said()).toBe('二级 w4 请求支援')
	})

	it.each([
		[{ state: 'ready', synthesiser: true, zones: [{ asked: 3, waiting: 0 }] }, 'good', '语音已开'],
		[{ state: 'ready', synthesiser: true, zones: [{ asked: 90, waiting: 0 }] }, 'bad', '一楼'],
		[{ state: 'ready', synthesiser: true, zones: [{ asked: null, waiting: 2 }] }, 'warn', '一楼'],
		[{ state: 'mute', synthesiser: false, zones: [{ asked: 3, waiting: 0 }] }, 'bad', 'espeak-ng'],
		[{ state: 'mute', synthesiser: true, zones: [{ asked: 3, waiting: 1 }] }, 'bad', '录音'],
		[{ state: 'mute', synthesiser: false, zones: [{ asked: 90, waiting: 0 }] }, 'bad', '没有语音'],
		[{ state: 'quiet', synthesiser: true, zones: [{ asked: 3, waiting: 0 }] }, 'soft', '静音时段'],
		[{ state: 'silent', synthesiser: true, zones: [{ asked: null, waiting: 0 }] }, null, ''],
	])('says how the voice does: %o (Q13)', async ({ state, synthesiser, zones }, tone, words) => {
		const plain = server.fetch
		server.fetch = async (input, init) => {
			if (!String(input).endsWith('/voice')) return plain(input, init)
			return json({ state, synthesiser, zones: zones.map((zone) => ({ zone: 'z', name: '一楼', spoken: 0, skipped: 0, lost: 0, ...zone })) })
		}
		page = await show(MonitorPage, server, { hall: 'h1' })
		const line = page.find('[data-part="voice-line"]')
		expect(line.exists()).toBe(tone !== null)
		if (tone) {
			expect(line.classes()).toContain(tone)
			expect(line.text()).toContain(words)
		}
	})

	it.each([[1, '1 person waits'], [2, '2 people wait']])('counts %i in English', async (n, words) => {
		server.state = makeState({ waiting: makeState().waiting.slice(0, n) })
		page = await show(MonitorPage, server, { hall: 'h1' }, 'en')
		expect(page.text()).toContain(words)
	})

	it('names windows in English and the usual reasons for a pause', async () => {
		const [first] = makeState().windows
		server.state = makeState({ windows: [{ ...first!, name_en: 'Window 1', state: 'paused', reason: '用餐' }] })
		page = await show(MonitorPage, server, { hall: 'h1' }, 'en')
		expect(page.get('.window h3').text()).toBe('Window 1')
		expect(page.get('.window .about').text()).toBe('Meal break')
	})

	it("shows the hall's own words in English: who sees to an alert, why a window pauses, what was wrong (M2, Q7, Q14)", async () => {
		const [first] = makeState().windows
		const base = { level: 1, since: AT, value: 1, escalated: false }
		server.state = makeState({
			windows: [{ ...first!, state: 'paused', reason: '补充凭条纸' }],
			owners: [{ name: '大堂经理', name_en: 'Lobby manager' }],
			pause_reasons: [{ name: '补充凭条纸', name_en: 'Refilling slip paper' }],
			rating_reasons: [{ name: '排队久', name_en: 'Queue' }],
			alerts: [
				{ ...base, alert: 1, kind: 'help', owner: '大堂经理' },
				{ ...base, alert: 2, kind: 'rating', number: 'A001', window: 'w1', note: '排队久；等了一小时', owner: '张', acknowledged_at: AT },
			],
		})
		page = await show(MonitorPage, server, { hall: 'h1' }, 'en')
		expect(page.get('.window .about').text()).toBe('Refilling slip paper')
		expect(page.get('[data-alert="1"]').text()).toContain('open (Lobby manager)')
		expect(page.get('[data-alert="2"]').text()).toContain(': Queue; 等了一小时')
		expect(page.get('[data-alert="2"]').text()).toContain('张 sees to it')
		server.push(event(11, 'alert.acknowledged', { alert: 2, owner: '大堂经理', after_ms: 1 }))
		await flushPromises()
		expect(page.get('[data-alert="2"]').text()).toContain('Lobby manager sees to it')
	})

	it('knows the usual reasons of a rating in English, and says them as they stand in Chinese (Q14)', async () => {
		const alerts = [{ alert: 1, kind: 'rating' as const, level: 1, since: AT, value: 1, escalated: false, number: 'A001', window: 'w1', note: '等候太久；态度不好' }]
		server.state = makeState({ alerts })
		page = await show(MonitorPage, server, { hall: 'h1' }, 'en')
		expect(page.get('[data-alert="1"]').text()).toContain(': Waited too long; Unfriendly')
		setLanguage('zh-CN', false)
		await flushPromises()
		expect(page.get('[data-alert="1"]').text()).toContain('：等候太久；态度不好')
	})

	it('scrolls every long list by keyboard, under its name', async () => {
		server.state = makeState({ devices: [{ id: 'k1', kind: 'kiosk', name: '取号机', state: 'ok', since: AT, paused: false }] })
		server.waits = makeWaits({ past: makeTold({ told: 9, held: 8 }) })
		page = await show(MonitorPage, server, { hall: 'h1' })
		const scrollers = page.findAll('.table-scroll, .clerks, .devices')
		expect(scrollers).toHaveLength(5)
		for (const one of scrollers) expect([one.attributes('tabindex'), one.attributes('aria-label')]).toEqual(['0', expect.stringMatching(/./)])
	})

	describe('on a phone (M1)', () => {
		const many = () => Array.from({ length: 9 }, (_, i) => ({ ...makeState().waiting[0]!, ticket: i + 2, number: `A00${i + 2}` }))
		const fold = (name: string) => page.get(`section[aria-label="${name}"]`)
		const rows = () => page.findAll('[data-part="waiting"] tbody tr')

		beforeEach(() => {
			vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined } as unknown as MediaQueryList)
			server.state = makeState({ waiting: many(), devices: [{ id: 'k1', kind: 'kiosk', name: '取号机', state: 'paper_out', since: AT, paused: false }] })
		})

		it('folds what needs no hand behind a press with a count', async () => {
			page = await show(MonitorPage, server, { hall: 'h1' })
			expect(page.findAll('[aria-expanded="false"] .title').map((one) => one.text())).toEqual(['窗口2', '业务2', '贵宾在厅', '最近叫号', '柜员2', '设备1', '预计等候准不准'])
			expect(fold('设备').text()).toContain('1 台需处理')
			expect(page.find('[data-window]').exists()).toBe(false)
			await fold('窗口').get('button').trigger('click')
			expect(page.findAll('[data-window]')).toHaveLength(2)
			expect(fold('窗口').get('button').attributes('aria-expanded')).toBe('true')
		})

		it('shows who waits longest, and all when asked', async () => {
			page = await show(MonitorPage, server, { hall: 'h1' })
			expect(rows()).toHaveLength(5)
			await page.get('.more').trigger('click')
			expect(rows()).toHaveLength(9)
		})

		it('opens what an alert leads to', async () => {
			server.state.alerts = [{ alert: 1, kind: 'device', level: 1, value: 0, since: AT, escalated: false, device: 'k1' }]
			page = await show(MonitorPage, server, { hall: 'h1' })
			expect(page.find('[data-device]').exists()).toBe(false)
			await page.get('[data-alert] a').trigger('click')
			await flushPromises()
			expect(page.get('[data-device="k1"]').classes()).toContain('chosen')
			expect(page.find('[data-window]').exists()).toBe(false)
		})

		it('shows the three worst alerts first', async () => {
			server.state = makeState({ alerts: Array.from({ length: 5 }, (_, i) => ({ alert: i + 1, kind: 'help' as const, level: 1, value: 0, since: AT, escalated: false })) })
			page = await show(MonitorPage, server, { hall: 'h1' })
			expect(page.findAll('[data-alert]')).toHaveLength(3)
			expect(page.text()).toContain('还有 2 条')
		})
	})
})
