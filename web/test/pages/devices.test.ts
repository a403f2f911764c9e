/* Boards, signs and pads are the devices that their addresses name (Q12, Q19). */
import { afterEach, describe, expect, it } from 'vitest'

import AreaPage from '../../src/pages/AreaPage.vue'
import BoardPage from '../../src/pages/BoardPage.vue'
import PadPage from '../../src/pages/PadPage.vue'
import WindowBoardPage from '../../src/pages/WindowBoardPage.vue'
import { FakeServer, show } from '../fixtures'

describe('screens as devices', () => {
	afterEach(() => history.replaceState(null, '', '/'))

	it.each([['board', BoardPage], ['area', AreaPage], ['window', WindowBoardPage], ['pad', PadPage]] as const)('a screen of kind %s says that it is there', async (kind, page) => {
		history.replaceState(null, '', `/${kind}/h1/w1?device=d1`)
		const server = new FakeServer()
		const wrapper = await show(page, server, { hall: 'h1', ...(kind === 'window' || kind === 'pad' ? { window: 'w1' } : {}) })
		expect(server.beats[0]).toMatchObject({ device: 'd1', said: { state: 'ok' } })
		wrapper.unmount()
	})
})
