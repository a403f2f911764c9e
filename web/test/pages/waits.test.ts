/* Expected waits on other screens, and how well they came true (Q16, A3). */
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'

import { useWaits, WAITS_EVERY_MS, WAITS_LEARNING_MS } from '../../src/live/useWaits'
import WaitCalibration from '../../src/pages/monitor/WaitCalibration.vue'
import ExpectedWait from '../../src/parts/ExpectedWait.vue'
import { FakeServer, makeState, makeTold, makeWaits, show } from '../fixtures'

const PROPS = { hall: 'h1', services: makeState().services }

async function card(change: Parameters<typeof makeWaits>[0], language: 'zh-CN' | 'en' = 'zh-CN') {
	const server = new FakeServer()
	server.waits = makeWaits(change)
	return show(WaitCalibration, server, PROPS, language)
}

describe('waits', () => {
	afterEach(() => void vi.useRealTimers())

	it('shows the share that held, the error and the comparison with a plain guess (A3)', async () => {
		const wrapper = await card({
			today: makeTold({ told: 50, held: 44, error_s: 90, width_s: 300, naive_error_s: 120, ratio_percent: 75, silent: 3 }),
			past: makeTold({ told: 900, held: 630, error_s: 200, width_s: 600, naive_error_s: 180, ratio_percent: 111 }),
		})
		const text = wrapper.text()
		for (const words of ['88%', '44/50 张号', '90 秒', '5.0 分', '误差小 25%', '3 张号', '70%', '误差大 11%', '2026-11-03 以来'])
			expect(text).toContain(words)
		expect(wrapper.findAll('.held').map((one) => one.classes().at(-1))).toEqual(['good', 'bad'])
		expect(text).toContain('10–15 分钟')
		expect(text).toContain('暂无窗口办理')
		wrapper.unmount()
	})

	it('counts one ticket and many in English (A3)', async () => {
		const wrapper = await card({ today: makeTold({ told: 1, held: 1, silent: 1 }), past: makeTold({ told: 2, held: 1, silent: 0 }) }, 'en')
		expect(wrapper.findAll('tr').at(-1)!.findAll('td').map((one) => one.text())).toEqual(['1 ticket', '0 tickets'])
		expect(wrapper.findAll('.of').map((one) => one.text())).toEqual(['1 of 1 ticket', '1 of 2 tickets'])
		wrapper.unmount()
	})

	it('says when there is nothing to compare, and when it still learns', async () => {
		const empty = await card({}, 'en')
		expect(empty.text()).toContain('No ticket to compare yet')
		empty.unmount()
		const learning = await card({ ready: false }, 'en')
		expect(learning.text()).toContain('Learning from what has been')
		expect(learning.text()).not.toContain('A ticket taken now')
		learning.unmount()
	})

	it('is read now and then, and at once again while the server learns (Q16)', async () => {
		vi.useFakeTimers()
		const server = new FakeServer()
		server.waits = makeWaits({ ready: false })
		let expectedOf: ReturnType<typeof useWaits>['expectedOf'] | undefined
		const user = defineComponent({ setup: () => void ({ expectedOf } = useWaits('h1')), template: '<i />' })
		const wrapper = await show(user, server, {})
		expect(server.reads).toHaveLength(1)
		server.waits = makeWaits()
		await vi.advanceTimersByTimeAsync(WAITS_LEARNING_MS)
		expect(server.reads).toHaveLength(2)
		expect(expectedOf?.('s1')).toEqual({ low_min: 10, high_min: 15 })
		expect(expectedOf?.('s9')).toBeNull()
		await vi.advanceTimersByTimeAsync(WAITS_EVERY_MS)
		expect(server.reads).toHaveLength(3)
		wrapper.unmount()
		await flushPromises()
	})

	it('says a range in words, and silence only where it is asked for', async () => {
		const silent = { low_min: 0, high_min: 0, silence: 'no_service' as const }
		const words = async (props: object) => {
			const wrapper = await show(ExpectedWait, new FakeServer(), props)
			const text = wrapper.text()
			wrapper.unmount()
			return text
		}
		expect(await words({ expected: { low_min: 10, high_min: 15 } })).toContain('10–15 分钟')
		expect(await words({ expected: silent })).toBe('')
		expect(await words({ expected: silent, reason: true })).toBe('暂停取号')
		expect(await words({ expected: null, reason: true })).toBe('')
	})
})
