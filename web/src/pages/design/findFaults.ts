/* What keeps a design from customers, and what it only does not do well (Q18). The server refuses the first kind when
 * it is published; here all of it shows while people draw. */
import type { Button, DesignDocument, DesignElement, DesignPage } from '../../api/types'
import { CONTRAST_MIN, contrastOn, cross, hasLetters, isTouched, pageFor, SCREENS, TARGET_MIN } from '../../design/document'
import { childrenOf } from '../kiosk/menuTree'

export type FaultName =
	| 'noHome' | 'noMenu' | 'outside' | 'small' | 'contrast' | 'crossed' | 'noWords' | 'noAction' | 'noNode' | 'noMedia' | 'noLive'
	| 'lostNode' | 'noEnglish' | 'unreached' | 'noWayBack'

export interface Fault {
	name: FaultName
	/* Stops publishing. */
	hard: boolean
	page: string
	element: string | null
	/* Figures and names for its words. */
	what: string
}

const HARD: ReadonlySet<FaultName> = new Set(['noHome', 'noMenu', 'outside', 'small', 'contrast', 'crossed', 'noWords', 'noAction', 'noNode', 'noMedia', 'noLive', 'noWayBack'])

function contentOf(element: DesignElement, add: (name: FaultName, what?: string) => void): void {
	const needsWords = ['text', 'ticker'].includes(element.kind) || (element.kind === 'button' && element.action !== undefined && element.action !== 'node')
	if (needsWords && !element.text) add('noWords')
	if (element.text && !element.text_en) add('noEnglish')
	if (element.kind === 'button' && !element.action) add('noAction')
	if (element.kind === 'button' && element.action === 'node' && !element.node) add('noNode')
	if ((element.kind === 'picture' || element.kind === 'video') && !element.media) add('noMedia')
	if (element.kind === 'live' && !element.live) add('noLive')
}

function placeOf(document: DesignDocument, page: DesignPage, element: DesignElement, add: (name: FaultName, what?: string) => void): void {
	const { w, h } = SCREENS[document.screen]
	if (hasLetters(element) && (element.x < 0 || element.y < 0 || element.x + element.w > w || element.y + element.h > h)) add('outside')
	if (isTouched(element)) {
		if (Math.min(element.w, element.h) < TARGET_MIN) add('small', String(Math.min(element.w, element.h)))
		const before = page.elements.slice(0, page.elements.indexOf(element)).filter(isTouched)
		const crossed = before.find((other) => cross(other, element))
		if (crossed) add('crossed', crossed.id)
	}
	const contrast = hasLetters(element) ? contrastOn(document, page, element) : null
	if (contrast !== null && contrast < CONTRAST_MIN) add('contrast', (Math.floor(contrast * 10) / 10).toFixed(1))
}

/* Nodes of a level that no button of its page leads to. */
function unreached(page: DesignPage, level: readonly Button[]): Button[] {
	if (page.elements.some((element) => element.kind === 'menu')) return []
	return level.filter((button) => !page.elements.some((element) => element.action === 'node' && element.node === button.id))
}

function levels(document: DesignDocument, buttons: readonly Button[], comma: string, add: (page: DesignPage, name: FaultName, what: string) => void): void {
	for (const parent of [null, ...buttons.filter((button) => button.kind === 'parent')]) {
		const page = pageFor(document, parent?.id ?? null)
		if (!page) continue
		const left = unreached(page, childrenOf(buttons, parent?.id ?? null))
		if (left.length > 0) add(page, 'unreached', left.map((button) => button.name).join(comma))
	}
}

/* `comma` stands between names. */
export function findFaults(document: DesignDocument, buttons: readonly Button[], comma: string): Fault[] {
	const faults: Fault[] = []
	const note = (page: DesignPage | null, element: DesignElement | null, name: FaultName, what = '') =>
		faults.push({ name, hard: HARD.has(name), page: page?.id ?? '', element: element?.id ?? null, what })
	const homes = document.pages.filter((page) => page.kind === 'home')
	if (homes.length !== 1) note(null, null, 'noHome')
	for (const page of document.pages) {
		for (const element of page.elements) {
			const add = (name: FaultName, what = '') => note(page, element, name, what)
			contentOf(element, add)
			placeOf(document, page, element, add)
			if (element.action === 'node' && element.node && !buttons.some((button) => button.id === element.node)) add('lostNode', element.node)
		}
		if (!page.elements.some((element) => element.kind === 'menu' || (element.kind === 'button' && element.action === 'node'))) note(page, null, 'noMenu')
		if (page.kind !== 'home' && !page.elements.some((element) => element.action === 'back' || element.action === 'home')) note(page, null, 'noWayBack')
	}
	levels(document, buttons, comma, (page, name, what) => note(page, null, name, what))
	return faults.sort((a, b) => Number(b.hard) - Number(a.hard))
}
