/* Words of the hall in what is past, in the language of the reader: who saw to an alert (M2), what a customer chose (Q14). */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { ref, shallowRef } from 'vue'

import AlertHistory from '../../src/pages/monitor/AlertHistory.vue'
import TicketPath from '../../src/pages/monitor/TicketPath.vue'
import { commentWords, ownerWords } from '../../src/text/hallWords'
import { setLanguage } from '../../src/text/i18n'
import { AT, event, FakeServer, makeState, show } from '../fixtures'

const hall = makeState({
	owners: [{ name: '大堂经理', name_en: 'Lobby manager' }],
	rating_reasons: [{ name: '排队久', name_en: 'Queue' }, { name: '环境不佳' }],
})

describe('words of the hall', () => {
	it.each([
		['排队久', 'Queue', '排队久'],
		['Queue', 'Queue', '排队久'],
		['排队久；环境不佳；too hot', 'Queue; 环境不佳; too hot', '排队久；环境不佳；too hot'],
		['排队久了；一小时', '排队久了；一小时', '排队久了；一小时'],
		['', '', ''],
	])('say a comment %s as %s in English, and only what the hall knows (Q14)', (comment, en, zh) => {
		expect(commentWords(comment, hall, 'en')).toBe(en)
		expect(commentWords(comment, hall, 'zh-CN')).toBe(zh)
	})

	it('name an owner in both languages, and leave whom nobody knows (M2)', () => {
		expect(['大堂经理', 'Lobby manager', '张', ''].map((one) => ownerWords(one, hall, 'en'))).toEqual(['Lobby manager', 'Lobby manager', '张', ''])
		expect(ownerWords('Lobby manager', hall, 'zh-CN')).toBe('大堂经理')
		expect(ownerWords('大堂经理', {}, 'en')).toBe('大堂经理')
	})
})

describe('what is past', () => {
	let page: VueWrapper
	const day = (...events: ReturnType<typeof event>[]) => ({ log: shallowRef(events), complete: ref(true) })

	afterEach(() => page.unmount())

	it('names who saw to an alert and what was wrong in the language of the reader (M2, Q14)', async () => {
		const log = day(
			event(1, 'alert.raised', { alert: 1, about: 'rating', level: 1, value: 1, note: '排队久' }),
			event(2, 'alert.acknowledged', { alert: 1, owner: '大堂经理', after_ms: 4_000 }),
		)
		page = await show(AlertHistory, new FakeServer(), { state: hall, day: log }, 'en')
		expect(page.get('li').text()).toContain(': Queue')
		expect(page.get('li .times').text()).toContain('Lobby manager')
		setLanguage('zh-CN', false)
		await flushPromises()
		expect(page.get('li .times').text()).toContain('大堂经理')
	})

	it('tells the rating of a ticket in the language of the reader (M5, Q14)', async () => {
		const log = day(
			event(1, 'ticket.taken', { ticket: 7, number: 'A007', service: 's1', class: 'k1', channel: 'kiosk', ahead: 0 }),
			event(2, 'rating.given', { ticket: 7, level: 1, window: 'w1', clerk: 'c1', service: 's1', comment: '排队久；一小时' }),
		)
		page = await show(TicketPath, new FakeServer(), { state: hall, day: log, ticket: 7, at: Date.parse(AT) }, 'en')
		expect(page.get('[data-part="path"]').text()).toContain('Queue; 一小时')
	})
})
