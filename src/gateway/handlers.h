/* What answers each route. Every function takes a request that was routed and checked, and answers it,
 * now or later. */
#ifndef OH_GATEWAY_HANDLERS_H
#define OH_GATEWAY_HANDLERS_H

#include <stdint.h>

struct request;

/* api_ask.c: what the desk answers, or the time machine. */
void serve_command(struct request *request);
void serve_state(struct request *request);
void serve_outline(struct request *request);
void serve_menu(struct request *request);
void serve_config(struct request *request);
void serve_next(struct request *request);
void serve_slots(struct request *request);

/* api_wait.c: tickets with what they are told of their waits, and links for phones. */
void serve_ticket(struct request *request);
void serve_waits(struct request *request);
void serve_link(struct request *request);
void serve_link_command(struct request *request);

/* api_read.c: what is read from the log and its projections. */
void serve_halls(struct request *request);
void serve_events(struct request *request);
void serve_stream(struct request *request);
void serve_appointments(struct request *request);

/* api_device.c: what stands in the halls. */
void serve_beat(struct request *request);
void serve_devices(struct request *request);

/* api_slip.c: the slip of a ticket as a picture. */
void serve_slip(struct request *request);

/* api_voice.c: who speaks next, the sounds, and the hall's own recordings. */
void serve_voice(struct request *request);
void serve_voice_next(struct request *request);
void serve_voice_done(struct request *request);
void serve_voice_sound(struct request *request);
void serve_voice_pack(struct request *request);
void serve_voice_piece(struct request *request);
void serve_voice_piece_put(struct request *request);
void serve_voice_piece_delete(struct request *request);

/* api_design.c: what kiosks show, and the media library. */
void serve_kiosk(struct request *request);
void serve_designs(struct request *request);
void serve_design(struct request *request);
void serve_design_save(struct request *request);
void serve_design_publish(struct request *request);
void serve_design_discard(struct request *request);
void serve_design_remove(struct request *request);
void serve_media_list(struct request *request);
void serve_media_begin(struct request *request);
void serve_media(struct request *request);
void serve_media_part(struct request *request);
void serve_media_abort(struct request *request);
void serve_media_remove(struct request *request);

/* ops.c: for those who run the server. */
void serve_healthz(struct request *request);
void serve_readyz(struct request *request);
void serve_metrics(struct request *request);

/* screens.c: the screens, and the description of the interface. */
void serve_screens(struct request *request);
void serve_openapi(struct request *request);

#endif
