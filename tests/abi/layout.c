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

SIZE(tactful_column, 32);
AT(tactful_column, ours, 0);
AT(tactful_column, theirs, 16);

SIZE(tactful_batch_options, 120);
AT(tactful_batch_options, size, 0);
AT(tactful_batch_options, now, 8);
AT(tactful_batch_options, known_at, 16);
AT(tactful_batch_options, reasons, 24);
AT(tactful_batch_options, reasons_len, 32);
AT(tactful_batch_options, channels, 40);
AT(tactful_batch_options, channels_len, 48);
AT(tactful_batch_options, customer_columns, 56);
AT(tactful_batch_options, customer_columns_len, 64);
AT(tactful_batch_options, fact_columns, 72);
AT(tactful_batch_options, fact_columns_len, 80);
AT(tactful_batch_options, naive, 88);
AT(tactful_batch_options, date_as, 104);
AT(tactful_batch_options, threads, 108);
AT(tactful_batch_options, sorted, 112);
AT(tactful_batch_options, without_names, 116);

SIZE(tactful_batch_counts, 96);
AT(tactful_batch_counts, customers, 0);
AT(tactful_batch_counts, facts, 8);
AT(tactful_batch_counts, decisions, 16);
AT(tactful_batch_counts, bad_customers, 24);
AT(tactful_batch_counts, facts_of_others, 32);
AT(tactful_batch_counts, facts_of_nobody, 40);
AT(tactful_batch_counts, shifted_forward, 48);
AT(tactful_batch_counts, first_of_two, 56);
AT(tactful_batch_counts, ended, 64);
AT(tactful_batch_counts, reserved, 72);

SIZE(tactful_tally, 16);
AT(tactful_tally, code, 0);
AT(tactful_tally, reserved, 4);
AT(tactful_tally, rows, 8);

/* Arrow's own, as they are everywhere */
SIZE(struct ArrowSchema, 72);
AT(struct ArrowSchema, children, 40);
AT(struct ArrowSchema, release, 56);
SIZE(struct ArrowArray, 80);
AT(struct ArrowArray, buffers, 40);
AT(struct ArrowArray, release, 64);
SIZE(struct ArrowArrayStream, 40);
AT(struct ArrowArrayStream, get_last_error, 16);
AT(struct ArrowArrayStream, release, 24);

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

SIZE(tactful_event, 568);
AT(tactful_event, size, 0);
AT(tactful_event, kind, 8);
AT(tactful_event, at, 24);
AT(tactful_event, recorded_at, 32);
AT(tactful_event, due, 40);
AT(tactful_event, until, 48);
AT(tactful_event, id, 56);
AT(tactful_event, by, 72);
AT(tactful_event, role, 88);
AT(tactful_event, case_id, 104);
AT(tactful_event, part, 120);
AT(tactful_event, customer, 136);
AT(tactful_event, order, 152);
AT(tactful_event, product, 168);
AT(tactful_event, touchpoint, 184);
AT(tactful_event, channel, 200);
AT(tactful_event, contact, 216);
AT(tactful_event, cause, 232);
AT(tactful_event, liability, 248);
AT(tactful_event, mode, 264);
AT(tactful_event, commitment, 280);
AT(tactful_event, what, 296);
AT(tactful_event, owner, 312);
AT(tactful_event, word, 328);
AT(tactful_event, wait, 344);
AT(tactful_event, ending, 360);
AT(tactful_event, conduct, 376);
AT(tactful_event, to, 392);
AT(tactful_event, power, 408);
AT(tactful_event, amount, 424);
AT(tactful_event, currency, 432);
AT(tactful_event, approved_by, 448);
AT(tactful_event, grant, 464);
AT(tactful_event, also, 480);
AT(tactful_event, priority, 496);
AT(tactful_event, topic, 512);
AT(tactful_event, calendar, 528);
AT(tactful_event, remedies, 544);
AT(tactful_event, agreed, 548);
AT(tactful_event, sales_stake, 552);
AT(tactful_event, core_moment, 556);
AT(tactful_event, saved, 560);
AT(tactful_event, reserved, 564);

SIZE(tactful_refusal, 56);
AT(tactful_refusal, code, 0);
AT(tactful_refusal, missing, 4);
AT(tactful_refusal, by, 8);
AT(tactful_refusal, approvers, 12);
AT(tactful_refusal, rule, 16);
AT(tactful_refusal, reserved, 32);

SIZE(tactful_state, 128);
AT(tactful_state, first_solved, 0);
AT(tactful_state, status, 8);
AT(tactful_state, stage, 12);
AT(tactful_state, ending, 16);
AT(tactful_state, case_status, 20);
AT(tactful_state, case_stage, 24);
AT(tactful_state, case_ending, 28);
AT(tactful_state, done, 32);
AT(tactful_state, missing, 36);
AT(tactful_state, remedies, 40);
AT(tactful_state, cause, 44);
AT(tactful_state, liability, 48);
AT(tactful_state, commitments, 52);
AT(tactful_state, refused_offers, 56);
AT(tactful_state, satisfied, 60);
AT(tactful_state, attempts, 64);
AT(tactful_state, hand_overs, 68);
AT(tactful_state, reopenings, 72);
AT(tactful_state, lapses, 76);
AT(tactful_state, owner_without_stake, 80);
AT(tactful_state, reserved, 84);

SIZE(tactful_next, 56);
AT(tactful_next, kind, 0);
AT(tactful_next, ending, 16);
AT(tactful_next, part, 32);
AT(tactful_next, by, 36);
AT(tactful_next, due, 40);
AT(tactful_next, reserved, 44);

SIZE(tactful_due, 40);
AT(tactful_due, due_at, 0);
AT(tactful_due, clock, 8);
AT(tactful_due, part, 12);
AT(tactful_due, state, 16);
AT(tactful_due, breached, 20);
AT(tactful_due, reserved, 24);

SIZE(tactful_find, 88);
AT(tactful_find, start, 0);
AT(tactful_find, end, 8);
AT(tactful_find, word, 16);
AT(tactful_find, instead, 32);
AT(tactful_find, instead_chinese, 48);
AT(tactful_find, word_class, 64);
AT(tactful_find, negations, 68);
AT(tactful_find, reserved, 72);

/* bits and numbers keep their meaning: later words join at the end */
static_assert(TACTFUL_ACT_APOLOGISE == 1 && TACTFUL_ACT_CAUSE == 32 && TACTFUL_ACT_TRACK == 512, "acts");
static_assert(TACTFUL_ROLE_DIRECT == 1 && TACTFUL_ROLE_MANAGER == 8 && TACTFUL_ROLE_OUTSIDE == 64, "roles");
static_assert(TACTFUL_REMEDY_REFUND == 1 && TACTFUL_REMEDY_COMFORT_GIFT == 256 && TACTFUL_REMEDY_MASS_REMEDY == 2048,
              "remedies");
static_assert(TACTFUL_CONDUCT_RIGHT == 1 && TACTFUL_CONDUCT_CALM == 4, "conduct");
static_assert(TACTFUL_CAUSE_PRODUCT_FAULT == 1 && TACTFUL_CAUSE_OWN_MISTAKE == 4, "causes");
static_assert(TACTFUL_LIABILITY_ADMITTED == 1 && TACTFUL_LIABILITY_OPEN == 4, "liability");
static_assert(TACTFUL_STAGE_COMMUNICATION == 1 && TACTFUL_STAGE_CLOSING == 9, "stages");
static_assert(TACTFUL_CLASS_ABSOLUTE == 1 && TACTFUL_CLASS_DENIAL == 14 && TACTFUL_CLASS_STAFF_SHIELD == 23, "classes");
static_assert(TACTFUL_STAKE_UNKNOWN == 0 && TACTFUL_STAKE_NONE == 1 && TACTFUL_STAKE_IN_SALES == 2, "stakes");

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
