/* Line icons on a 24 by 24 grid. */
export const ICONS = {
	offline: 'M3 3l18 18M8.5 16.4a5 5 0 0 1 7 0M5 12.9a10 10 0 0 1 5.2-2.7M19 12.9a10 10 0 0 0-2-1.5M2 8.8a15 15 0 0 1 4.2-2.6M22 8.8A15 15 0 0 0 10.7 5M12 20h.01',
	online: 'M5 12.6a10 10 0 0 1 14 0M8.5 16.1a5 5 0 0 1 7 0M2 8.8a15 15 0 0 1 20 0M12 20h.01',
	pause: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM10 9v6M14 9v6',
	alert: 'M12 3 2 20h20zM12 10v4M12 17h.01',
	check: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM8 12l3 3 5-6',
	info: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM12 11v5M12 8h.01',
	clock: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM12 6v6l4 2',
	bell: 'M6 9a6 6 0 0 1 12 0c0 6 2 7 2 8H4c0-1 2-2 2-8M10 20a2 2 0 0 0 4 0',
	user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 4-6 8-6s8 2 8 6',
	door: 'M6 3h9v18H6zM12 12h.01M15 21h4M4 21h2',
	ahead: 'M12 20V5M5 12l7-7 7 7',
	next: 'M9 5l7 7-7 7',
	back: 'M15 5l-7 7 7 7',
	home: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
	globe: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM2 12h20M12 2c3 3 4 6 4 10s-1 7-4 10c-3-3-4-6-4-10s1-7 4-10z',
	kiosk: 'M6 2h12v12H6zM9 14v4h6v-4M5 22h14M9 6h6M9 9h3',
	board: 'M3 4h18v12H3zM8 21h8M12 16v5M7 8h5M7 11h3M16 8v4',
	chart: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6',
	caller: 'M4 13a8 8 0 0 1 16 0M4 13v4h3v-5H4M20 13v4h-3v-5h3M18 17c0 2-2 3-5 3',
	hourglass: 'M6 3h12M6 21h12M7 3c0 5 10 6 10 18M17 3C17 8 7 9 7 21',
} as const

export type IconName = keyof typeof ICONS
