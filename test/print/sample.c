/* The ticket of the golden slips (Q1, Q19). */
#include "test/print/sample.h"

enum { HOUR_MS = 3600000 };

const struct slip_ticket slip_sample = {
	.hall = { TEXT("东城营业厅"), TEXT("East Hall") },
	.service = { TEXT("个人业务"), TEXT("Personal banking") },
	.number = TEXT("A012"),
	.ahead = 7,
	.wait = { TEXT("10–15 分钟"), TEXT("10–15 min") },
	.taken_ms = INT64_C(1795395600000), /* 2026-11-23 01:00 UTC */
	.utc_offset_min = 480,
	.notice = { TEXT("办理本业务请准备好身份证原件。过号请到大堂经理处重新排队。"),
		    TEXT("Please have your identity card at hand. If you miss your call, ask the hall manager.") },
	.footer = { { TEXT("服务热线 95500"), TEXT("Call 95500") } },
	.footer_n = 1,
	.url = TEXT("https://q.example.cn/t/demo/1024-7f3a"),
};

struct slip_ticket slip_sample_booked(void)
{
	struct slip_ticket ticket = slip_sample;

	ticket.booked_ms = ticket.taken_ms + HOUR_MS;
	return ticket;
}
