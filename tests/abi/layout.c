/* Sizes and offsets of everything that crosses the boundary by value, for 64-bit pointers: a change here is a change
 * of the binary interface. */
#include <assert.h>
#include <tactful.h>

#define SIZE(type, bytes) static_assert(sizeof(type) == (bytes), #type)
#define AT(type, field, offset) static_assert(offsetof(type, field) == (offset), #type "." #field)

static_assert(sizeof(void *) == 8, "this file pins 64-bit layouts");

SIZE(tactful_status, 4);

SIZE(tactful_text, 16);
AT(tactful_text, data, 0);
AT(tactful_text, len, 8);

SIZE(tactful_buffer, 16);
AT(tactful_buffer, data, 0);
AT(tactful_buffer, len, 8);

SIZE(tactful_zone, 32);
AT(tactful_zone, name, 0);
AT(tactful_zone, tzif, 16);
AT(tactful_zone, tzif_len, 24);

SIZE(tactful_engine_options, 40);
AT(tactful_engine_options, size, 0);
AT(tactful_engine_options, documents, 8);
AT(tactful_engine_options, documents_len, 16);
AT(tactful_engine_options, zones, 24);
AT(tactful_engine_options, zones_len, 32);

SIZE(tactful_occasion, 32);
AT(tactful_occasion, name, 0);
AT(tactful_occasion, day, 16);

SIZE(tactful_customer_data, 80);
AT(tactful_customer_data, size, 0);
AT(tactful_customer_data, id, 8);
AT(tactful_customer_data, timezones, 24);
AT(tactful_customer_data, timezones_len, 32);
AT(tactful_customer_data, level, 40);
AT(tactful_customer_data, history_since, 56);
AT(tactful_customer_data, occasions, 64);
AT(tactful_customer_data, occasions_len, 72);

SIZE(tactful_fact, 264);
AT(tactful_fact, size, 0);
AT(tactful_fact, kind, 8);
AT(tactful_fact, at, 24);
AT(tactful_fact, recorded_at, 32);
AT(tactful_fact, until, 40);
AT(tactful_fact, id, 48);
AT(tactful_fact, order, 64);
AT(tactful_fact, case_id, 80);
AT(tactful_fact, product, 96);
AT(tactful_fact, channel, 112);
AT(tactful_fact, reason, 128);
AT(tactful_fact, purpose, 144);
AT(tactful_fact, intent, 160);
AT(tactful_fact, outcome, 176);
AT(tactful_fact, direction, 192);
AT(tactful_fact, contact_point, 208);
AT(tactful_fact, subject, 224);
AT(tactful_fact, level, 240);
AT(tactful_fact, colleague, 256);
AT(tactful_fact, reserved, 260);

SIZE(tactful_contact, 128);
AT(tactful_contact, size, 0);
AT(tactful_contact, at, 8);
AT(tactful_contact, id, 16);
AT(tactful_contact, reason, 32);
AT(tactful_contact, channel, 48);
AT(tactful_contact, order, 64);
AT(tactful_contact, case_id, 80);
AT(tactful_contact, subject, 96);
AT(tactful_contact, contact_point, 112);

SIZE(tactful_folded, 40);
AT(tactful_folded, next_pending, 0);
AT(tactful_folded, pending, 8);
AT(tactful_folded, warnings, 16);
AT(tactful_folded, reserved, 20);

SIZE(tactful_question, 96);
AT(tactful_question, size, 0);
AT(tactful_question, customer, 8);
AT(tactful_question, standing, 16);
AT(tactful_question, plan, 24);
AT(tactful_question, now, 32);
AT(tactful_question, next_pending, 40);
AT(tactful_question, anchor, 48);
AT(tactful_question, subject, 64);
AT(tactful_question, contact_point, 80);

SIZE(tactful_decision, 128);
AT(tactful_decision, verdict, 0);
AT(tactful_decision, reason, 4);
AT(tactful_decision, channel, 8);
AT(tactful_decision, binding, 12);
AT(tactful_decision, binding_rule, 16);
AT(tactful_decision, warnings, 20);
AT(tactful_decision, blocks, 24);
AT(tactful_decision, now, 32);
AT(tactful_decision, allowed_from, 40);
AT(tactful_decision, allowed_until, 48);
AT(tactful_decision, anchor_at, 56);
AT(tactful_decision, revisit_at, 64);
AT(tactful_decision, eligible_at, 72);
AT(tactful_decision, rules_allow_at, 80);
AT(tactful_decision, best_at, 88);
AT(tactful_decision, reserved, 96);

SIZE(tactful_block, 32);
AT(tactful_block, code, 0);
AT(tactful_block, rule, 4);
AT(tactful_block, since, 8);
AT(tactful_block, clears_at, 16);
AT(tactful_block, binding, 24);
AT(tactful_block, reserved, 28);

SIZE(tactful_agenda_item, 56);
AT(tactful_agenda_item, at, 0);
AT(tactful_agenda_item, allowed_from, 8);
AT(tactful_agenda_item, allowed_until, 16);
AT(tactful_agenda_item, reason, 24);
AT(tactful_agenda_item, channel, 28);
AT(tactful_agenda_item, conditional, 32);
AT(tactful_agenda_item, warnings, 36);
AT(tactful_agenda_item, reserved, 40);

int main(void) { return 0; }
