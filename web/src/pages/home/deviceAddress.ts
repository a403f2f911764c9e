/* The page that a registered device opens, with what makes it that device; null for one that opens none, such as a
 * printer, or a screen of a window that the configuration does not name. The only voice of a hall speaks all of its
 * calls: a device that names no zone counts as standing in the first. */
import type { State } from '../../api/types'

export type Device = State['devices'][number]

export function deviceAddress({ hall, devices }: Pick<State, 'hall' | 'devices'>, { id, kind, window, zone }: Device): string | null {
	const isOnly = devices.filter((one) => one.kind === kind).length < 2
	const page = (...parts: string[]) => `/${[...parts].map(encodeURIComponent).join('/')}?device=${encodeURIComponent(id)}`
	switch (kind) {
		case 'kiosk':
		case 'board':
			return page(kind, hall)
		case 'area_board':
			return page('area', hall, ...(zone ? [zone] : []))
		case 'voice':
			return page('voice', hall, ...(zone && !isOnly ? [zone] : []))
		case 'window_board':
			return window ? page('window', hall, window) : null
		case 'pad':
		case 'caller':
			return window ? page(kind, hall, window) : null
		case 'printer':
			return null
	}
}
