/* The page that speaks (Q13): says how the voice does, what it speaks and what comes, in both languages. */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'

import type { VoiceApi, VoiceCall, VoiceNext } from '../../src/api/voice'
import { CLIENT, OPEN_STREAM } from '../../src/live/useHall'
import { SPEAKER, VOICE_API } from '../../src/live/useVoice'
import BoardPage from '../../src/pages/BoardPage.vue'
import VoicePage from '../../src/pages/VoicePage.vue'
import { i18n, setLanguage, type Language } from '../../src/text/i18n'
import { FakeServer, makeState } from '../fixtures'

const call = (announcement: number, number: string): VoiceCall => ({
	announcement, number, window: 'w1', window_name: '一号窗口', window_name_en: 'Window one', duration_ms: 1, lease_ms: 9_000,
	parts: [{ language: 'mandarin', text: `请 ${number} 号`, url: '/x', duration_ms: 1 }],
})

describe('voice page', () => {
	let page: VueWrapper | null = null
	let answers: VoiceNext[]
	let zones: string[]
	let allowed: boolean

	const api: VoiceApi = {
		next: async () => answers.shift() ?? new Promise(() => undefined),
		done: async () => true,
		sound: async () => new ArrayBuffer(2),
	}

	async function show(component: object, path: string, props: object, language: Language = 'zh-CN'): Promise<VueWrapper> {
		const server = new FakeServer()
		server.state = makeState({ zones: [{ id: 'z1', name: '一楼', name_en: 'Ground floor' }] })
		setLanguage(language, false)
		const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)*', component: { template: '' } }] })
		await router.push(path)
		const provide = {
			[CLIENT as symbol]: server.client(),
			[OPEN_STREAM as symbol]: server.open,
			[VOICE_API as symbol]: (_hall: string, zone: string) => (zones.push(zone), api),
			[SPEAKER as symbol]: () => ({ ready: async () => allowed, play: () => new Promise(() => undefined), close: () => undefined }),
		}
		page = mount(component, { props, attachTo: document.body, global: { plugins: [i18n, router], provide } })
		await flushPromises()
		return page
	}

	beforeEach(() => {
		answers = []
		zones = []
		allowed = true
	})
	afterEach(() => {
		page?.unmount()
		page = null
		vi.useRealTimers()
	})

	it('shows what it speaks and what comes', async () => {
		answers = [{ zone: 'hall', state: 'ready', call: call(7, 'A012'), coming: [call(8, 'A013')] }]
		const voice = await show(VoicePage, '/voice/h1', { hall: 'h1' })
		expect(voice.get('[data-part="speaking"]').text()).toContain('A012')
		expect(voice.text()).toContain('请 A012 号')
		expect(voice.get('[data-part="coming"]').text()).toContain('A013')
		expect(voice.get('[data-part="voice"]').text()).toBe('语音已开启')
		expect(zones).toEqual(['hall'])
	})

	it.each(['silent', 'quiet', 'mute'] as const)('says what to do when the hall is %s', async (state) => {
		answers = [{ zone: 'z1', state, coming: [] }]
		const voice = await show(VoicePage, '/voice/h1/z1', { hall: 'h1', zone: 'z1' }, 'en')
		expect(voice.get('.now').text().length).toBeGreaterThan(20)
		expect(voice.find('[data-part="speaking"]').exists()).toBe(false)
		expect(zones).toEqual(['z1'])
	})

	it('names its zone as people do (Q13)', async () => {
		answers = [{ zone: 'z1', state: 'ready', coming: [] }]
		const voice = await show(VoicePage, '/voice/h1/z1', { hall: 'h1', zone: 'z1' }, 'en')
		expect(voice.text()).toContain('Sample Hall · Ground floor')
		expect(voice.text()).not.toContain('· z1')
	})

	it('asks for a touch where the browser wants one', async () => {
		allowed = false
		const voice = await show(VoicePage, '/voice/h1', { hall: 'h1' })
		expect(voice.get('[data-part="voice-unlock"]').text()).toBe('点按开启语音')
		allowed = true
		answers = [{ zone: 'hall', state: 'ready', coming: [] }]
		await voice.get('[data-part="voice-unlock"]').trigger('click')
		await flushPromises()
		expect(voice.find('[data-part="voice-unlock"]').exists()).toBe(false)
	})

	it('is part of a board only where its address says so', async () => {
		answers = [{ zone: 'z2', state: 'ready', coming: [] }]
		await show(BoardPage, '/board/h1', { hall: 'h1' })
		expect(zones).toEqual([])
		page!.unmount()
		const board = await show(BoardPage, '/board/h1?voice=1&zone=z2', { hall: 'h1' })
		await vi.waitFor(() => expect(board.find('[data-part="voice"]').exists()).toBe(true))
		expect(zones).toEqual(['z2'])
	})
})
