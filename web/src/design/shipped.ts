/* Designs that come with the program. The first of each kind of screen is what kiosks show until a hall publishes one;
 * those in large print are what the button for it leads to. */
import bright from '../../../packs/kiosk-bright.json'
import large from '../../../packs/kiosk-large.json'
import largeWide from '../../../packs/kiosk-large-wide.json'
import steady from '../../../packs/kiosk-steady.json'
import type { DesignDocument, DesignScreen } from '../api/types'

export const SHIPPED: readonly { id: string; document: DesignDocument }[] = [
	{ id: 'bright', document: bright as DesignDocument },
	{ id: 'steady', document: steady as DesignDocument },
	{ id: 'large', document: large as DesignDocument },
	{ id: 'large-wide', document: largeWide as DesignDocument },
]

const named = (id: string) => SHIPPED.find((one) => one.id === id)!.document

export const FIRST: Record<DesignScreen, DesignDocument> = { portrait: named('bright'), landscape: named('steady') }
export const LARGE: Record<DesignScreen, DesignDocument> = { portrait: named('large'), landscape: named('large-wide') }
