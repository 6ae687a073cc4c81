/*
 * tactful: may we contact this customer, for this reason, through this channel, now? If not now, when, and why?
 *
 * Written from the library's sources; change those and run `cargo xtask header`.
 *
 * INSTALL
 *   `cargo xtask dist` makes a prefix: include/, lib/ (static and shared library, pkg-config and CMake files), share/.
 *   `cargo xtask dist --arrow` makes one whose library decides tables, too; see BATCHES.
 *   With pkg-config:  cc app.c $(pkg-config --cflags --libs tactful)            shared
 *                     cc app.c $(pkg-config --cflags --libs tactful-static)     static; see LINKING
 *                   A shared library outside the system's folders is found at run time if the program is linked with
 *                   -Wl,-rpath,$(pkg-config --variable=libdir tactful), too.
 *   With CMake:       find_package(tactful) and target_link_libraries(app tactful::shared), or tactful::static
 *
 * LINKING
 *   Both libraries show the functions of this header and nothing else, so that each can be linked beside other Rust
 *   libraries. The static one needs -lgcc_s -lutil -lrt -lpthread -lm -ldl -lc on Linux; in a program that is linked
 *   with -static, take -lgcc_eh in place of -lgcc_s. On Windows nothing here is declared dllimport.
 *
 * CONVENTIONS, kept by every function
 *   Status       A function that can refuse returns a tactful_status: TACTFUL_OK, or the number of a code from the one
 *                table below. Numbers are never reused. A number that you pass in and that is not known is refused.
 *   Errors       The last parameter, tactful_error **error, may be NULL. If the call is refused it receives an error
 *                with code, message, path, line and column, which you own. If the call succeeds it is not written: set
 *                it to NULL beforehand. Nothing is kept per thread. Messages never repeat what a customer wrote.
 *   Outputs      come after the inputs and are written only on success. Otherwise they stay as they were. The one that
 *                tells why is the other way round: tactful_refusal is written only where a guard refuses an act.
 *   Ownership    What a function hands out through `type **` or as a tactful_buffer is yours; each type has one free
 *                function, named after it, and NULL is allowed there. A tactful_text is a view, owned by whatever it
 *                was read from, or static where its function says so. What you pass in is read during the call and
 *                not kept.
 *   Strings      are pointer and length, in UTF-8, without NUL. In structures a length of 0 means that nothing is
 *                given. Invalid UTF-8 is refused with TACTFUL_ERROR_INVALID_UTF8.
 *   NULL         where something is needed is refused with TACTFUL_ERROR_NULL_ARGUMENT. Functions that cannot refuse
 *                answer 0, {NULL, 0} or TACTFUL_NO_TIME.
 *   Structures   that you fill begin with their size: set it to sizeof. Zero everything else first. A library that is
 *                newer or older than your header understands them; fields that it does not know must be zero, else
 *                TACTFUL_ERROR_WRONG_SIZE. Structures that you receive have reserved room, but for tactful_block;
 *                that one, tactful_text, tactful_buffer, tactful_zone, tactful_occasion, tactful_column, tactful_tally and
 *                Arrow's structures stay as they are.
 *   Threads      A handle taken as `const` may be used by any number of threads at once. One that is taken without
 *                `const` needs to be the caller's alone during the call. There is no global state, and no thread outlives
 *                a call; only a batch that asks for threads has any, and only the streams that you hand over are called
 *                back, by the thread that reads the decisions. Fork is safe.
 *   Time         is seconds since 1970-01-01T00:00:00Z, from year 1 to 9999. The library reads no clock: `now` is an
 *                argument. TACTFUL_NO_TIME stands for no instant; in what you pass in, 0 does too, and where an
 *                instant is needed both are refused with TACTFUL_ERROR_MISSING_FIELD: whoever forgot it does not mean
 *                1970.
 *   Faults       A fault of the library is answered with TACTFUL_ERROR_INTERNAL, beside a line on standard error, which
 *                may quote an argument; later calls work. What ends the process is memory that cannot be had, or a
 *                thread with less than 64 KiB of stack.
 *   ABI          is kept within a minor version as long as the major version is 0, and within a major version from
 *                1 on; the name of the shared library (its soname) says so. Answers move only with
 *                TACTFUL_SEMANTICS_VERSION.
 *
 * DECISIONS
 *
 *   static const char policy[] = "name='mine'\nversion='1'\nextends=['house@1']";
 *   tactful_engine *engine = NULL;
 *   tactful_error *error = NULL;
 *   if (tactful_engine_new(policy, sizeof policy - 1, &engine, &error) != TACTFUL_OK) {
 *       tactful_text message = tactful_error_message(error);
 *       fprintf(stderr, "%.*s\n", (int)message.len, message.data);
 *       tactful_error_free(error);
 *       return 1;
 *   }
 *   uint32_t reason, channel;                        // look them up once
 *   tactful_reason(engine, "check-in", 8, &reason, NULL);
 *   tactful_channel(engine, "email", 5, &channel, NULL);
 *
 *   tactful_question question = {0};
 *   question.size = sizeof question;
 *   question.customer = customer;                    // tactful_customer_new
 *   question.standing = standing;                    // tactful_fold, or kept as bytes
 *   question.now = 1795252500;
 *   tactful_decision d;                              // plain data
 *   if (tactful_decide(engine, &question, reason, channel, &d, &error) == TACTFUL_OK
 *       && d.verdict == TACTFUL_VERDICT_WAIT) schedule(d.allowed_from);
 *
 * BATCHES (if TACTFUL_HAS_ARROW is defined below)
 *   tactful_decide_batch takes a table of customers and a table of facts and gives a table of decisions, through Arrow's C
 *   Stream Interface, so that columns are handed over where they lie; no Arrow library is needed. The answers are those
 *   of tactful_decide. Columns are found by name, in any order: customers have `customer`, and may have `timezone`,
 *   `timezones`, `level`, `history_since` and `occasion_...`; facts have `customer`, `kind` and `at`, and may have the
 *   fields of tactful_fact (`case` for case_id). Texts may have any of Arrow's forms, dictionaries included; ids may be
 *   whole numbers; instants are timestamps with a zone, or text with an offset. Decisions have, for each customer and
 *   question: customer, reason, channel, anchor_at, verdict, allowed_from, allowed_until, revisit_at, eligible_at, blocks,
 *   block_names, binding, binding_rule, warnings, error and message; words are dictionary-encoded, instants seconds in UTC.
 *   Rows that cannot be read have the verdict `error`; tactful_batch counts them.
 *
 *   struct ArrowArrayStream customers = ..., facts = ..., decisions;   // tactful_table_stream makes one of one table
 *   tactful_batch_options options = {0};
 *   options.size = sizeof options;
 *   options.now = now;
 *   if (tactful_decide_batch(engine, &options, &customers, &facts, &decisions, NULL, &error) == TACTFUL_OK) {
 *       struct ArrowArray table;
 *       int failed;
 *       while ((failed = decisions.get_next(&decisions, &table)) == 0 && table.release != NULL) {
 *           ...
 *           table.release(&table);
 *       }
 *       if (failed) complain(decisions.get_last_error(&decisions));
 *       decisions.release(&decisions);
 *   }
 *
 *   What is handed over is moved, also if the call is refused, and released once. Each thing that can be looked at is:
 *   lengths and offsets, numbers of buffers and children, places in dictionaries, UTF-8. What cannot be seen from outside
 *   is your word: that pointers lead to what they say, that a buffer is as long as the values need, that formats and names
 *   end with NUL, and that nobody changes a buffer before it is released. Your functions must return: a C++ exception or
 *   a longjmp through them ends the process, or worse.
 *
 * COMPLAINTS
 *   A case is a log of events, which you keep: a row for each tactful_event. tactful_case_open begins one and
 *   tactful_case_replay makes it of its rows. tactful_case_act asks the guards before you write the next row: the
 *   apology comes before listening, the cause before a remedy, the customer's word before a close, and nobody grants
 *   more than the policy lets him. A refused act returns its code, fills tactful_refusal and leaves the case as it was.
 *   tactful_case_next tells what may be done now, tactful_case_state where it stands, tactful_case_dues what is owed and
 *   until when. tactful_standing_add_case folds the same log into what decisions are made from: while a case is open,
 *   nothing is asked of the customer.
 *   tactful_signposts shows what a customer's message carries besides facts, tactful_wording what a reply should not.
 *
 *   tactful_event event = {0};
 *   event.size = sizeof event;
 *   event.kind = (tactful_text)TACTFUL_TEXT("listen");
 *   event.id = ...; event.at = now; event.by = ...; event.role = (tactful_text)TACTFUL_TEXT("direct");
 *   tactful_refusal refusal;
 *   tactful_status status = tactful_case_act(engine, ticket, &event, version_read, &refusal, NULL);
 *   if (status == TACTFUL_ERROR_APOLOGY_FIRST) ...   // refusal.missing & TACTFUL_ACT_APOLOGISE
 *
 *   share/tactful holds all this in full, in C and in C++ (examples), the house policy (house.toml), and requests of
 *   tactful_call with their answers (requests); share/doc/tactful says how a policy is written (README.md) and under
 *   which licences what is linked stands (THIRD-PARTY.txt).
 */

#ifndef TACTFUL_H
#define TACTFUL_H

#include <stddef.h>
#include <stdint.h>

/* The version of this header; tactful_version() tells that of the library that is linked. */
#define TACTFUL_VERSION_MAJOR 0
#define TACTFUL_VERSION_MINOR 1
#define TACTFUL_VERSION_PATCH 0
#define TACTFUL_VERSION_STRING "0.1.0"
#define TACTFUL_VERSION \
    ((uint32_t)TACTFUL_VERSION_MAJOR << 16 | (uint32_t)TACTFUL_VERSION_MINOR << 8 | (uint32_t)TACTFUL_VERSION_PATCH)
/* Whether the library has tables, through Arrow's C interfaces. */
#define TACTFUL_HAS_ARROW 1
/* Moves whenever the answer of a verified request changes. */
#define TACTFUL_SEMANTICS_VERSION 1

/* Whether tactful_call knows insight, experiment and value: what data teaches. */
#define TACTFUL_HAS_INSIGHT 1

/* Everything went well. */
#define TACTFUL_OK 0

/* Why a call was refused: statuses. */
#define TACTFUL_ERROR_UNKNOWN_TZ 1000 /* the time zone is not known */
#define TACTFUL_ERROR_INVALID_TIME 1001 /* not a time, date or instant */
#define TACTFUL_ERROR_INVALID_INTERVAL 1002 /* an interval must end after it starts */
#define TACTFUL_ERROR_OVERLAPPING_INTERVALS 1003 /* intervals overlap */
#define TACTFUL_ERROR_EMPTY_CALENDAR 1004 /* the calendar has no open time */
#define TACTFUL_ERROR_NEVER_OPEN 1005 /* the calendar has no open time on that side */
#define TACTFUL_ERROR_NAIVE_TIME 1006 /* an instant needs its offset or zone */
#define TACTFUL_ERROR_OUT_OF_RANGE 1007 /* beyond the years 1 to 9999 */
#define TACTFUL_ERROR_EVENTS_NOT_SORTED 1008 /* events must be sorted by time */
#define TACTFUL_ERROR_INVALID_QUIET 1009 /* a quiet window must not start and end at the same time */
#define TACTFUL_ERROR_INVALID_SPAN 1010 /* not a span of time with its unit */
#define TACTFUL_ERROR_INVALID_TZIF 1011 /* not the data of a time zone */
#define TACTFUL_ERROR_INVALID_EVENTS 1012 /* these events do not make a clock */
#define TACTFUL_ERROR_INVALID_DOCUMENT 1100 /* not a well-formed document */
#define TACTFUL_ERROR_DUPLICATE_KEY 1101 /* a key is given twice */
#define TACTFUL_ERROR_UNKNOWN_FIELD 1102 /* a field that is not known */
#define TACTFUL_ERROR_MISSING_FIELD 1103 /* a field is missing */
#define TACTFUL_ERROR_WRONG_TYPE 1104 /* a value of the wrong kind */
#define TACTFUL_ERROR_INVALID_VALUE 1105 /* a value that is not possible here */
#define TACTFUL_ERROR_TOO_DEEP 1106 /* nested too deeply */
#define TACTFUL_ERROR_TOO_LARGE 1107 /* more than the library takes */
#define TACTFUL_ERROR_UNKNOWN_REASON 1108 /* a reason that the policy does not know */
#define TACTFUL_ERROR_UNKNOWN_RULE 1109 /* a rule that the policy does not know */
#define TACTFUL_ERROR_UNKNOWN_CALENDAR 1110 /* a calendar that the policy does not know */
#define TACTFUL_ERROR_UNKNOWN_POLICY 1111 /* a document that is not known by this name and version */
#define TACTFUL_ERROR_ZERO_CAP 1112 /* a cap must allow at least one contact */
#define TACTFUL_ERROR_EMPTY_WINDOW 1113 /* a window must not start and end at the same time */
#define TACTFUL_ERROR_NO_VALUE 1114 /* a reason names its value for the customer */
#define TACTFUL_ERROR_SENTIMENT_CONDITION 1115 /* a review request must not depend on satisfaction */
#define TACTFUL_ERROR_LAW_CONFLICT 1116 /* laws contradict each other here */
#define TACTFUL_ERROR_INVALID_UTF8 1117 /* not valid UTF-8 */
#define TACTFUL_ERROR_EXAMPLE_FAILED 1118 /* an example of the policy does not hold */
#define TACTFUL_ERROR_NEVER_OPENS 1119 /* the reason can never open */
#define TACTFUL_ERROR_UNKNOWN_CODE 1120 /* a name that is not in the table */
#define TACTFUL_ERROR_CHANNEL_NOT_LISTED 1200 /* the reason does not use this channel */
#define TACTFUL_ERROR_UNKNOWN_CHANNEL 1201 /* a channel that the policy does not know */
#define TACTFUL_ERROR_AS_OF_NEEDS_FACTS 1202 /* an answer for an earlier time needs the facts */
#define TACTFUL_ERROR_REBUILD_NEEDED 1203 /* a correction: fold the customer's facts again */
#define TACTFUL_ERROR_STANDING_SHAPE 1204 /* the standing was folded for another policy */
#define TACTFUL_ERROR_FACT_CONFLICT 1205 /* one id was given to two different facts */
#define TACTFUL_ERROR_UNKNOWN_ORDER 1206 /* an order that the customer's facts do not name */
#define TACTFUL_ERROR_INVALID_STANDING 1207 /* not the bytes of a standing */
#define TACTFUL_ERROR_UNKNOWN_CUSTOMER 1208 /* a customer who is not in the list of customers */
#define TACTFUL_ERROR_UNKNOWN_TEAM 1209 /* a team that no limit names */
#define TACTFUL_ERROR_CLAIM_WITHOUT_FACT 1430 /* a claim names no fact of the case */
#define TACTFUL_ERROR_CLAIM_UNKNOWN_FACT 1431 /* a claim names a fact that the case does not have */
#define TACTFUL_ERROR_OUTLINE_PART_MISSING 1432 /* a part of the outline is missing */
#define TACTFUL_ERROR_OUTLINE_TOO_LONG 1433 /* longer than can be said in thirty seconds */
#define TACTFUL_ERROR_WORD_TWICE 1434 /* one form is given to two words */
#define TACTFUL_ERROR_INVALID_WORD 1435 /* a form that could never be found */
#define TACTFUL_ERROR_UNKNOWN_OP 1300 /* an operation that does not exist */
#define TACTFUL_ERROR_INTERNAL 1301 /* an error of the library; please report it */
#define TACTFUL_ERROR_NULL_ARGUMENT 1302 /* a pointer is null that must point to something */
#define TACTFUL_ERROR_WRONG_SIZE 1303 /* a structure of a size that is not known */
#define TACTFUL_ERROR_TOO_SMALL 1304 /* the room for the answer is too small */
#define TACTFUL_ERROR_PAUSE_ON_REGULATORY 1400 /* a regulatory clock does not wait for anybody */
#define TACTFUL_ERROR_UNKNOWN_EVENT 1401 /* an event that the policy does not know */
#define TACTFUL_ERROR_UNKNOWN_CLOCK 1402 /* a clock that the policy does not know */
#define TACTFUL_ERROR_CLOCK_CYCLE 1403 /* clocks wait for each other */
#define TACTFUL_ERROR_INVALID_CLOCK 1404 /* these settings do not make a clock */
#define TACTFUL_ERROR_UNKNOWN_WORD 1405 /* a priority, topic or role that the policy does not know */
#define TACTFUL_ERROR_EXTENSION_NOT_LATER 1406 /* an extension must lead to a later end */
#define TACTFUL_ERROR_LAW_WAIVED 1407 /* a clock of the law cannot be waived by a house */
#define TACTFUL_ERROR_UNKNOWN_CASE 1450 /* the event is not of this case */
#define TACTFUL_ERROR_CASE_CONFLICT 1451 /* the case has moved on since it was read */
#define TACTFUL_ERROR_ACT_OUT_OF_ORDER 1452 /* an act that comes before this one is missing */
#define TACTFUL_ERROR_APOLOGY_FIRST 1453 /* the apology comes first, then listening */
#define TACTFUL_ERROR_NO_REBUTTAL 1454 /* the customer is not contradicted */
#define TACTFUL_ERROR_REMEDY_WITHOUT_CAUSE 1455 /* the cause is found before a remedy is named */
#define TACTFUL_ERROR_REMEDY_DOES_NOT_FIT 1456 /* the remedy does not fit the cause */
#define TACTFUL_ERROR_REMEDY_BESIDE 1457 /* this goes beside a remedy, never in its place */
#define TACTFUL_ERROR_NO_REMEDY 1458 /* what is agreed names at least one remedy */
#define TACTFUL_ERROR_COMMITMENT_INCOMPLETE 1459 /* a commitment names the act, its owner and its due time */
#define TACTFUL_ERROR_COMMITMENT_OPEN 1460 /* something that was promised is still to be done */
#define TACTFUL_ERROR_UNKNOWN_COMMITMENT 1461 /* no such commitment is open in this part of the case */
#define TACTFUL_ERROR_SILENCE_IS_NOT_SATISFACTION 1462 /* only the customer's word after the last act closes a case as satisfied */
#define TACTFUL_ERROR_ATTEMPTS_MISSING 1463 /* too few attempts to reach the customer are on record */
#define TACTFUL_ERROR_OFFERS_MISSING 1464 /* too few offers were made for a last word */
#define TACTFUL_ERROR_NOT_REFERRED 1465 /* the matter was not referred to anybody outside */
#define TACTFUL_ERROR_CASE_IS_CLOSED 1466 /* the case, or this part of it, is closed */
#define TACTFUL_ERROR_CASE_IS_OPEN 1467 /* the case, or this part of it, is open already */
#define TACTFUL_ERROR_UNKNOWN_PART 1468 /* the case has no such part */
#define TACTFUL_ERROR_PART_EXISTS 1469 /* the case has a part of this name already */
#define TACTFUL_ERROR_EVENT_OUT_OF_ORDER 1470 /* the event lies before the latest one of the case */
#define TACTFUL_ERROR_EVENT_EXISTS 1471 /* an event with this id is in the case already */
#define TACTFUL_ERROR_NOT_WAITING 1472 /* nobody is being waited for */
#define TACTFUL_ERROR_WRONG_ROLE 1473 /* this is for somebody in another role to do */
#define TACTFUL_ERROR_NEGATIVE_MONEY 1474 /* an amount of money must not be negative */
#define TACTFUL_ERROR_MIXED_CURRENCIES 1475 /* amounts in different currencies cannot be added */
#define TACTFUL_ERROR_INVALID_CURRENCY 1476 /* a currency is three capital letters */
#define TACTFUL_ERROR_BEYOND_AUTHORITY 1477 /* beyond what this person may decide */
#define TACTFUL_ERROR_BEYOND_EVERY_APPROVER 1478 /* beyond what anybody may approve */
#define TACTFUL_ERROR_UNKNOWN_APPROVER 1479 /* an approver that the policy does not know */
#define TACTFUL_ERROR_REMEDY_OF_ANOTHER_POWER 1481 /* this remedy is granted under another power */
#define TACTFUL_ERROR_UNKNOWN_GRANT 1480 /* no such use of authority is in the case */
#define TACTFUL_ERROR_SECTION_MISSING 1490 /* the policy says nothing of this */
#define TACTFUL_ERROR_UNKNOWN_DEPARTMENT 1491 /* a department that the policy does not know */
#define TACTFUL_ERROR_HOP_LIMIT 1492 /* the task was passed on as often as it may be */
#define TACTFUL_ERROR_WEIGHT_BELOW_OTHERS 1493 /* who returns goods or complains may not weigh less than others */
#define TACTFUL_ERROR_TOO_FEW_CASES 1494 /* too few cases for this question */
#define TACTFUL_ERROR_HISTORY_TOO_SHORT 1495 /* the history is too short for this question */
#define TACTFUL_ERROR_UNKNOWN_SKILL 1496 /* a skill that the policy does not know */
#define TACTFUL_ERROR_TASK_DONE 1497 /* the task is done */
#define TACTFUL_ERROR_DUPLICATE_ID 1498 /* one id is given to two entries */
#define TACTFUL_ERROR_ENDS_BEFORE_START 1499 /* something ends before it starts */
#define TACTFUL_ERROR_HANDED_TO_SELF 1500 /* the unit has the task already */
#define TACTFUL_ERROR_CONSTANT_COLUMN 1600 /* a column has one value only */
#define TACTFUL_ERROR_COLLINEAR_COLUMNS 1601 /* columns are combinations of each other */
#define TACTFUL_ERROR_TOO_FEW_ROWS 1602 /* too few complete rows for this question */
#define TACTFUL_ERROR_TOO_MANY_DRIVERS 1603 /* too many drivers for an exact answer */
#define TACTFUL_ERROR_ONE_CLASS 1604 /* the outcome has one class only */
#define TACTFUL_ERROR_NOT_FINITE 1605 /* a number is not finite */
#define TACTFUL_ERROR_UNEQUAL_LENGTHS 1606 /* columns of different length */
#define TACTFUL_ERROR_NOT_A_CORRELATION 1607 /* not a matrix of correlations */
#define TACTFUL_ERROR_NO_CONVERGENCE 1608 /* the search for the best fit came to no end */
#define TACTFUL_ERROR_OUTSIDE_SCALE 1609 /* an answer outside its scale */
#define TACTFUL_ERROR_EMPTY_GROUP 1610 /* a group without anybody in it */
#define TACTFUL_ERROR_UNDEFINED_FIGURE 1611 /* the figure does not exist for this input */
#define TACTFUL_ERROR_UNKNOWN_COLUMN 1612 /* a column that is not in the table */

/* The answer of a decision. */
#define TACTFUL_VERDICT_ALLOW 1 /* contact is welcome now */
#define TACTFUL_VERDICT_WAIT 2 /* not now, but at a known time */
#define TACTFUL_VERDICT_HOLD 3 /* something has to happen first */
#define TACTFUL_VERDICT_NEVER 4 /* there is no suitable time before the reason closes */
#define TACTFUL_VERDICT_EXPIRED 5 /* the reason has gone stale */
#define TACTFUL_VERDICT_NOT_APPLICABLE 6 /* the reason does not apply to this customer */

/* What stands against a contact. */
#define TACTFUL_BLOCK_QUIET_HOURS 100 /* it is quiet time where the customer is */
#define TACTFUL_BLOCK_DAY_NOT_ALLOWED 101 /* this weekday is not allowed */
#define TACTFUL_BLOCK_OUTSIDE_BUSINESS_HOURS 102 /* the office is closed */
#define TACTFUL_BLOCK_ROLLING_CAP 103 /* as many contacts as allowed were made in this period */
#define TACTFUL_BLOCK_MIN_GAP 104 /* the last contact is too recent */
#define TACTFUL_BLOCK_DAY_CAP 105 /* as many contacts as allowed were made this day */
#define TACTFUL_BLOCK_WEEK_CAP 106 /* as many contacts as allowed were made this week */
#define TACTFUL_BLOCK_MONTH_CAP 107 /* as many contacts as allowed were made this month */
#define TACTFUL_BLOCK_MIN_GAP_DAYS 108 /* too few days have passed since the last contact */
#define TACTFUL_BLOCK_NOT_BEFORE 109 /* the time has not come */
#define TACTFUL_BLOCK_QUIET_DATES 110 /* no contact on this date */
#define TACTFUL_BLOCK_SEND_WINDOW 111 /* outside the hours in which we may write or call */
#define TACTFUL_BLOCK_COOLING_OFF 112 /* the customer is left in peace after what happened */
#define TACTFUL_BLOCK_CONSENT 113 /* the customer has not agreed */
#define TACTFUL_BLOCK_DO_NOT_CONTACT 114 /* the customer does not want to be contacted */
#define TACTFUL_BLOCK_DECEASED 115 /* the customer has died */
#define TACTFUL_BLOCK_SUPPRESSED 116 /* contact is suspended for a time */
#define TACTFUL_BLOCK_COMPLAINT_OPEN 117 /* a complaint is open */
#define TACTFUL_BLOCK_COMPLAINT_RECOVERY 118 /* a complaint was closed only recently */
#define TACTFUL_BLOCK_GIVE_BEFORE_ASK 119 /* something of value is owed before the next request */
#define TACTFUL_BLOCK_SILENCE 120 /* after so long a silence, something of value comes first */
#define TACTFUL_BLOCK_REASON_WINDOW 121 /* the time for this reason has not come */
#define TACTFUL_BLOCK_ONCE 122 /* this was done already */
#define TACTFUL_BLOCK_RHYTHM 123 /* the rhythm of this reason asks for more time */
#define TACTFUL_BLOCK_NEEDS 124 /* a fact that this reason needs is missing */
#define TACTFUL_BLOCK_BLOCKED_BY 125 /* a fact rules this reason out */
#define TACTFUL_BLOCK_HISTORY_SHORT 126 /* the history does not reach back far enough */
#define TACTFUL_BLOCK_HISTORY_TRUNCATED 127 /* older facts were pushed out of the standing */
#define TACTFUL_BLOCK_STAGE 128 /* the customer is at another stage or level */
#define TACTFUL_BLOCK_CAPACITY 129 /* there is no room for it that day */
#define TACTFUL_BLOCK_AGAINST_STATED_TIMES 130 /* the customer stated other times */

/* What the reader of an answer should know. */
#define TACTFUL_WARNING_ZONE_ASSUMED 200 /* the customer's time zone is assumed */
#define TACTFUL_WARNING_HISTORY_ASSUMED 201 /* the history is taken as complete */
#define TACTFUL_WARNING_CALENDAR_ENDS 202 /* a calendar's dates run out before the answer */
#define TACTFUL_WARNING_ZONE_DATA_ENDS 203 /* the data of a zone runs out before the answer */
#define TACTFUL_WARNING_BEYOND_HOLIDAYS 204 /* beyond the years of the listed holidays */
#define TACTFUL_WARNING_HORIZON_REACHED 205 /* the search ended at the horizon */
#define TACTFUL_WARNING_CANNOT_CLEAR_IN_TIME 206 /* even if the fact came now, the reason would close first */
#define TACTFUL_WARNING_NO_OVERLAP 207 /* the rules leave no instant before the reason closes */
#define TACTFUL_WARNING_IDS_MISSING 208 /* facts without id: equal copies count once */
#define TACTFUL_WARNING_PENDING_FACTS 209 /* facts after now do not count yet */
#define TACTFUL_WARNING_HOLIDAY_AND_WORKING 210 /* a date is listed as holiday and as working; it is closed */
#define TACTFUL_WARNING_CLOCK_NEVER_DUE 211 /* the calendar never opens again */
#define TACTFUL_WARNING_CONDITIONAL 212 /* holds if the planned contacts before it are made */
#define TACTFUL_WARNING_FACTS_NOT_USED 213 /* facts recorded after the given knowledge date were left out */
#define TACTFUL_WARNING_NOTICE_TOO_LATE 240 /* a notice of extension came after the time had run out */
#define TACTFUL_WARNING_APPROVAL_MISSING 241 /* an extension lacks the approval that it needs */
#define TACTFUL_WARNING_FROZEN_AT_CLOSE 242 /* what was recorded after the close about the time before it does not count */
#define TACTFUL_WARNING_DUE_OUT_OF_RANGE 243 /* the end lies beyond the year 9999 */
#define TACTFUL_WARNING_MET_BEFORE_START 244 /* what would meet the clock lies before its start */
#define TACTFUL_WARNING_WORDING_ESCALATES 250 /* wording that makes the customer angrier */
#define TACTFUL_WARNING_LEGAL_OR_THREAT 251 /* the customer speaks of law, authorities or consequences */
#define TACTFUL_WARNING_OWNER_WITHOUT_STAKE 260 /* the owner of the case has no stake in sales */
#define TACTFUL_WARNING_CONDUCT_LAPSE 261 /* the customer was contradicted, left uncared for, or met without calm */
#define TACTFUL_WARNING_UNKNOWN_WORDS 262 /* words that today's policy does not know were passed over */
#define TACTFUL_WARNING_NO_ROUTE 270 /* no row of the routing table fits; the unit that was asked keeps the case */
#define TACTFUL_WARNING_UNIT_NOT_LISTED 271 /* the unit is not one of the policy's departments */
#define TACTFUL_WARNING_LATER_THAN_NOW 272 /* entries later than now were left out */
#define TACTFUL_WARNING_TOO_FEW_TO_TELL 273 /* too few to tell */
#define TACTFUL_WARNING_OWNERS_UNKNOWN 274 /* who else owns the product was not told */
#define TACTFUL_WARNING_CASES_LEFT_OUT 275 /* cases that lack what they are compared by were left out */
#define TACTFUL_WARNING_ANSWERED_BEFORE_ASKED 276 /* an answer that is older than the complaint was left out */
#define TACTFUL_WARNING_REASON_AFTER_DUE 277 /* the reason was recorded after the due time */
#define TACTFUL_WARNING_UNKNOWN_TOUCHPOINT 278 /* no catalogue, or more than one, has this touchpoint */
#define TACTFUL_WARNING_CONSTANT_DRIVER 280 /* a driver has one value only and explains nothing */
#define TACTFUL_WARNING_COLLINEAR_DRIVERS 281 /* drivers are combinations of each other and share what they explain */
#define TACTFUL_WARNING_SEPARATED 282 /* the drivers tell the outcomes apart, so that no estimate exists */
#define TACTFUL_WARNING_NO_SPREAD 283 /* all values are equal, so that nothing can be tested */
#define TACTFUL_WARNING_COVARIATE_CONSTANT 284 /* the covariate has one value only; the estimate is unadjusted */
#define TACTFUL_WARNING_RESCALED 285 /* shares or weights were rescaled to their sum */
#define TACTFUL_WARNING_GROUP_MISSING 286 /* nobody gave a low, or nobody gave a high rating */
#define TACTFUL_WARNING_UNEXPECTED_SIGN 287 /* an effect points the other way than expected */
#define TACTFUL_WARNING_NOTHING_TO_SHARE 288 /* all values are zero, so that nobody has a share */
#define TACTFUL_WARNING_BEYOND_EXACT 289 /* too many drivers for every subset; relative weights stand instead */
#define TACTFUL_WARNING_RANKS_MISSING 290 /* ranks are missing: those come after the others, by id */
#define TACTFUL_WARNING_GROUPS_JOIN_ALL 291 /* overlapping groups join everybody into one */
#define TACTFUL_WARNING_BEYOND_WATCHED 292 /* a figure lies beyond the last time that anybody was watched, and is that of then */

/* The state of a service clock. */
#define TACTFUL_STATE_RUNNING 300 /* the clock runs */
#define TACTFUL_STATE_PAUSED 301 /* the clock is paused */
#define TACTFUL_STATE_CLOSED 302 /* the clock has stopped */
#define TACTFUL_STATE_NOT_STARTED 310 /* what starts the clock has not happened */
#define TACTFUL_STATE_WAITING 311 /* the clock waits for another one to be met */
#define TACTFUL_STATE_MET 312 /* what is owed was done in time */
#define TACTFUL_STATE_MET_LATE 313 /* what is owed was done, but too late */
#define TACTFUL_STATE_BREACHED 314 /* the time is over and what is owed was not done */
#define TACTFUL_STATE_WAIVED 315 /* an early exit was taken; this is owed no more */
#define TACTFUL_STATE_ENDED 316 /* this is owed no more */
#define TACTFUL_STATE_CASE_NEW 330 /* nothing has been done for the complaint yet */
#define TACTFUL_STATE_CASE_OPEN 331 /* the complaint is being dealt with */
#define TACTFUL_STATE_CASE_PENDING 332 /* the customer's answer is awaited */
#define TACTFUL_STATE_CASE_ON_HOLD 333 /* others are awaited */
#define TACTFUL_STATE_CASE_SOLVED 334 /* what was promised is done; the customer's word is awaited */
#define TACTFUL_STATE_CASE_CLOSED 335 /* the complaint is closed */
#define TACTFUL_STATE_CASE_REOPENED 336 /* the complaint was taken up again */
#define TACTFUL_STATE_ENDED_SATISFIED 337 /* closed on the customer's word */
#define TACTFUL_STATE_ENDED_UNREACHED 338 /* closed because the customer could not be reached */
#define TACTFUL_STATE_ENDED_WITHDRAWN 339 /* the customer took the complaint back */
#define TACTFUL_STATE_ENDED_OUTSIDE 340 /* closed with the matter in other hands */
#define TACTFUL_STATE_ENDED_EXHAUSTED 341 /* closed with a last word after every offer was refused */
#define TACTFUL_STATE_WITHIN_AUTHORITY 342 /* within what this person may decide */
#define TACTFUL_STATE_NEEDS_APPROVAL 343 /* beyond what this person may decide; somebody else can approve it */
#define TACTFUL_STATE_PUT_FORWARD 344 /* beyond the limit, and it saved the core moment: to be rewarded, not blamed */
#define TACTFUL_STATE_NO_REPEAT_YET 350 /* has bought once and not come back yet */
#define TACTFUL_STATE_REPEATING 351 /* has come back at least once */
#define TACTFUL_STATE_NOT_YET 352 /* it is not due yet */
#define TACTFUL_STATE_DUE 353 /* it is due */
#define TACTFUL_STATE_OVERDUE 354 /* it was due and is still owed */

/* What a check finds in a policy. */
#define TACTFUL_FINDING_ENTRY_REPLACED 500 /* an entry of a document below is replaced */
#define TACTFUL_FINDING_REPEATS_FOR_EVER 501 /* nothing limits how often the reason is used */
#define TACTFUL_FINDING_REACHES_PROSPECTS 502 /* what is for customers only can reach prospects */
#define TACTFUL_FINDING_ASK_WITHOUT_GIVE 503 /* no rule asks for something of value before this request */
#define TACTFUL_FINDING_TRANSLATION_MISSING 504 /* a text is missing in one of the languages */
#define TACTFUL_FINDING_CAP_UNREACHABLE 505 /* a gap keeps contacts so far apart that the cap is never reached */
#define TACTFUL_FINDING_CHANNEL_NEVER_OPENS 506 /* the reason can never use this channel */
#define TACTFUL_FINDING_DATES_END 507 /* dates run out within the horizon */
#define TACTFUL_FINDING_REPEATED_GRANTS 520 /* the same person grants the same customer something again and again */
#define TACTFUL_FINDING_JUST_UNDER_LIMIT 521 /* the same person grants again and again what lies just under the limit */
#define TACTFUL_FINDING_OWNER_WITHOUT_SALES 540 /* the owner has no stake in sales; give it to somebody who has */
#define TACTFUL_FINDING_OWNER_STAKE_UNKNOWN 541 /* whether the owner has a stake in sales is not known */
#define TACTFUL_FINDING_OWNER_MISSING 542 /* nobody owns it */
#define TACTFUL_FINDING_VETO 543 /* a task between departments went past its due time without a recorded reason */
#define TACTFUL_FINDING_HOPS_EXCEEDED 544 /* the task was passed on more often than allowed */
#define TACTFUL_FINDING_RELIEF_DUE 545 /* whoever listens has had enough for now; let somebody else take over */
#define TACTFUL_FINDING_DUTY_WITHOUT_DEPARTMENT 546 /* no row of the routing table takes this duty */
#define TACTFUL_FINDING_POWER_MISSING 547 /* the department that the table names may not do what is needed */
#define TACTFUL_FINDING_ESCALATION_TO_NOBODY 548 /* a clock escalates to somebody whom nothing else of the policy names */
#define TACTFUL_FINDING_CLOCK_WITHOUT_ESCALATION 549 /* nobody hears of it when this clock is late */
#define TACTFUL_FINDING_POWER_WITHOUT_GRANTOR 550 /* nobody may use this power, and nobody can approve it */
#define TACTFUL_FINDING_REPORT_WITHOUT_CLOCK 551 /* no clock reminds of the report on a use of authority */
#define TACTFUL_FINDING_WARNING_AT_START 552 /* the warning comes as soon as the clock starts */
#define TACTFUL_FINDING_RIGHT 560 /* the contact was welcome then */
#define TACTFUL_FINDING_TOO_EARLY 561 /* the contact came too early */
#define TACTFUL_FINDING_TOO_LATE 562 /* the contact came too late */
#define TACTFUL_FINDING_IN_QUIET_HOURS 563 /* the contact came at an hour or on a day that is kept quiet */
#define TACTFUL_FINDING_OVER_CAP 564 /* the contact was one too many */
#define TACTFUL_FINDING_WITHOUT_CONSENT 565 /* the customer had not agreed to the contact */
#define TACTFUL_FINDING_DURING_COMPLAINT 566 /* the contact came during a complaint */
#define TACTFUL_FINDING_ASK_BEFORE_GIVE 567 /* a request came before something of value */
#define TACTFUL_FINDING_DID_NOT_APPLY 568 /* the reason of the contact did not apply to the customer */
#define TACTFUL_FINDING_WRONG_CHANNEL 569 /* the contact went through a channel that its reason does not use */
#define TACTFUL_FINDING_CANNOT_TELL 570 /* what was told does not say whether the contact was right */
#define TACTFUL_FINDING_PEERS_TOGETHER 700 /* peers get it on one day */
#define TACTFUL_FINDING_RANK_RESPECTED 701 /* among peers nobody of a lower rank goes first */
#define TACTFUL_FINDING_BEFORE_DATE 702 /* everything arrives before the gift loses its meaning */
#define TACTFUL_FINDING_SUPPLY 703 /* no more goes out than suppliers deliver */
#define TACTFUL_FINDING_PLANNED_IN_TIME 704 /* the programme begins in time */
#define TACTFUL_FINDING_NO_SUPPLY 705 /* nothing is supplied on any day */
#define TACTFUL_FINDING_NO_PACKING 706 /* there is enough in all, but not for whole groups */
#define TACTFUL_FINDING_NO_PLAN_FOUND 707 /* no plan was found, and none was excluded */
#define TACTFUL_FINDING_LEFT_OUT 708 /* somebody gets nothing */
#define TACTFUL_FINDING_LESS_THAN_ASSIGNED 720 /* the assigned level is not lived */
#define TACTFUL_FINDING_LESS_THAN_WISHED 721 /* the customer wishes for more than is lived */
#define TACTFUL_FINDING_MORE_THAN_WISHED 722 /* the customer wishes for less than is lived */
#define TACTFUL_FINDING_ASSIGNED_NOT_WISHED 723 /* the customer wishes for another level than the assigned one */
#define TACTFUL_FINDING_LARGEST_CUSTOMER_OVER 724 /* too much depends on one customer */
#define TACTFUL_FINDING_TRADE_OVER 725 /* too much depends on one trade */
#define TACTFUL_FINDING_PROMISING_OVER 726 /* too many small customers with potential are in one trade */
#define TACTFUL_FINDING_STRATEGIC_OVER 727 /* too many new customers are taken for their strategic meaning */
#define TACTFUL_FINDING_SIGNAL 730 /* there are signs of it */
#define TACTFUL_FINDING_NO_SIGNAL 731 /* there is no sign of it */

/* The bit of a block in tactful_decision.blocks, and of a warning in tactful_decision.warnings. */
#define TACTFUL_BLOCK_BIT(block) \
    ((uint32_t)(block) - 100u < 64u ? (uint64_t)1 << (((uint32_t)(block) - 100u) & 63u) : 0u)
#define TACTFUL_WARNING_BIT(warning) \
    ((uint32_t)(warning) - 200u < 32u ? (uint32_t)1 << (((uint32_t)(warning) - 200u) & 31u) : 0u)

/* The acts of a case, as bits, in the order that C1 asks for. */
#define TACTFUL_ACT_APOLOGISE 0x1u
#define TACTFUL_ACT_LISTEN 0x2u
#define TACTFUL_ACT_ACKNOWLEDGE 0x4u
#define TACTFUL_ACT_RECORD 0x8u
#define TACTFUL_ACT_CONFIRM 0x10u
#define TACTFUL_ACT_CAUSE 0x20u
#define TACTFUL_ACT_NEGOTIATE 0x40u
#define TACTFUL_ACT_COMMIT 0x80u
#define TACTFUL_ACT_ACT 0x100u
#define TACTFUL_ACT_TRACK 0x200u

/* Who acts, as bits. */
#define TACTFUL_ROLE_DIRECT 0x1u
#define TACTFUL_ROLE_ASSISTING 0x2u
#define TACTFUL_ROLE_BY_CHANCE 0x4u
#define TACTFUL_ROLE_MANAGER 0x8u
#define TACTFUL_ROLE_CUSTOMER 0x10u
#define TACTFUL_ROLE_SYSTEM 0x20u
#define TACTFUL_ROLE_OUTSIDE 0x40u

/* What puts it right, as bits. */
#define TACTFUL_REMEDY_REFUND 0x1u
#define TACTFUL_REMEDY_RETURN_GOODS 0x2u
#define TACTFUL_REMEDY_EXCHANGE 0x4u
#define TACTFUL_REMEDY_REPAIR 0x8u
#define TACTFUL_REMEDY_MAKING_GOOD 0x10u
#define TACTFUL_REMEDY_ADJUSTMENT 0x20u
#define TACTFUL_REMEDY_EXPLANATION 0x40u
#define TACTFUL_REMEDY_IMPROVEMENT 0x80u
#define TACTFUL_REMEDY_COMFORT_GIFT 0x100u
#define TACTFUL_REMEDY_TEACHING 0x200u
#define TACTFUL_REMEDY_PARTS 0x400u
#define TACTFUL_REMEDY_MASS_REMEDY 0x800u

/* What holds throughout a case, as bits. */
#define TACTFUL_CONDUCT_RIGHT 0x1u
#define TACTFUL_CONDUCT_CARE 0x2u
#define TACTFUL_CONDUCT_CALM 0x4u

/* What a complaint is about. */
#define TACTFUL_CAUSE_PRODUCT_FAULT 1u
#define TACTFUL_CAUSE_SERVICE_FAULT 2u
#define TACTFUL_CAUSE_MISUNDERSTANDING 3u
#define TACTFUL_CAUSE_OWN_MISTAKE 4u

/* Whether we answer for it. */
#define TACTFUL_LIABILITY_ADMITTED 1u
#define TACTFUL_LIABILITY_PARTIAL 2u
#define TACTFUL_LIABILITY_DENIED 3u
#define TACTFUL_LIABILITY_OPEN 4u

/* The stages of ISO 10002; no case is in communication or tracking. */
#define TACTFUL_STAGE_COMMUNICATION 1u
#define TACTFUL_STAGE_RECEIPT 2u
#define TACTFUL_STAGE_TRACKING 3u
#define TACTFUL_STAGE_ACKNOWLEDGEMENT 4u
#define TACTFUL_STAGE_INITIAL_ASSESSMENT 5u
#define TACTFUL_STAGE_INVESTIGATION 6u
#define TACTFUL_STAGE_RESPONSE 7u
#define TACTFUL_STAGE_COMMUNICATING_DECISION 8u
#define TACTFUL_STAGE_CLOSING 9u

/* What a word marks. */
#define TACTFUL_CLASS_ABSOLUTE 1u
#define TACTFUL_CLASS_INSULT 2u
#define TACTFUL_CLASS_STRONG_NEGATIVE 3u
#define TACTFUL_CLASS_EMOTION 4u
#define TACTFUL_CLASS_LEGAL 5u
#define TACTFUL_CLASS_THREAT 6u
#define TACTFUL_CLASS_SATISFACTION 7u
#define TACTFUL_CLASS_DISSATISFACTION 8u
#define TACTFUL_CLASS_EXPECTATION 9u
#define TACTFUL_CLASS_TIME 10u
#define TACTFUL_CLASS_PLACE 11u
#define TACTFUL_CLASS_EVENT 12u
#define TACTFUL_CLASS_PERSON 13u
#define TACTFUL_CLASS_DENIAL 14u
#define TACTFUL_CLASS_COUNTER_ATTACK 15u
#define TACTFUL_CLASS_SARCASM 16u
#define TACTFUL_CLASS_POWERLESS 17u
#define TACTFUL_CLASS_BATCH_EXCUSE 18u
#define TACTFUL_CLASS_BLAME 19u
#define TACTFUL_CLASS_RULE 20u
#define TACTFUL_CLASS_IMPATIENCE 21u
#define TACTFUL_CLASS_SHIELD 22u
#define TACTFUL_CLASS_STAFF_SHIELD 23u

/* A literal as the initialiser of a tactful_text. */
#define TACTFUL_TEXT(literal) {(literal), sizeof(literal) - 1}

/*
 * The words of texts.
 *
 * kinds of facts, beside the policy's own:
 *   purchase, delivered, returned, order_cancelled, benefit_realised, contact, inquiry, feedback,
 *   complaint_opened, complaint_closed, complaint_reopened, commitment_made, commitment_kept,
 *   commitment_broken, consent_given, consent_withdrawn, consent_refused, do_not_contact,
 *   do_not_contact_lifted, deceased, suppressed, owner_changed, level_assigned, occasion, service_act,
 *   note, company, market, corrected, erased
 *
 * purposes:
 *   marketing, survey, relationship, collections, service, transactional
 *
 * intents:
 *   give, ask, service
 *
 * outcomes:
 *   sent, arrived, read, answered, conversation, refused, no_answer, bounced, failed
 *
 * directions:
 *   out, in
 *
 * kinds of events:
 *   apologise, listen, acknowledge, record, confirm, cause, negotiate, commit, act, track, opened,
 *   fulfil, break, message, attempt, wait, resume, hand_over, refer, split, lapse, rebut, grant, report,
 *   answer, withdraw, close, reopen, note
 *
 * roles:
 *   direct, assisting, by_chance, manager, customer, system, outside
 *
 * causes:
 *   product_fault, service_fault, misunderstanding, own_mistake
 *
 * liability:
 *   admitted, partial, denied, open
 *
 * modes:
 *   proposed, asked
 *
 * what the customer says:
 *   satisfied, unsatisfied, patient
 *
 * for whom we wait:
 *   customer, others
 *
 * endings:
 *   exhausted, unreached, outside, withdrawn, satisfied
 *
 * conduct:
 *   right, care, calm
 *
 * powers:
 *   quantity_amount, return_exchange_repair, caring_service
 *
 * operations of tactful_call:
 *   calendar.validate, calendar.is_open, calendar.next_open, calendar.prev_open_end, calendar.elapsed,
 *   calendar.add, calendar.sub, calendar.add_days, calendar.date_add, calendar.days_between,
 *   calendar.is_business_day, clock.read, complaint.assessment, complaint.clocks, complaint.clusters,
 *   complaint.evenness, complaint.gantt, complaint.hand_over, complaint.owner, complaint.relief,
 *   complaint.route, complaint.skills, complaint.tasks, complaint.weigh, contact.window, codes.list,
 *   complaint.replay, complaint.act, complaint.authority, complaint.report, complaint.abuse,
 *   followup.audit, followup.decide, followup.decide_all, followup.agenda, followup.agenda_many,
 *   followup.fold, policy.describe, policy.check, campaign.check, campaign.plan, relationship.advice,
 *   relationship.churn, relationship.classes, relationship.courtesy, relationship.feelings,
 *   relationship.levels, relationship.lists, relationship.notes, relationship.obligations,
 *   relationship.occasions, relationship.portfolio, relationship.scenes, relationship.service,
 *   touchpoint.attention, touchpoint.catalogues, touchpoint.tie, voice.signposts, voice.frames,
 *   voice.outline, voice.wording, insight.linear_importance, insight.linear_importance_from_correlation,
 *   insight.dominance, insight.dominance_from_correlation, insight.relative_weights,
 *   insight.logistic_importance, insight.correlations, insight.rating_steps, insight.focus_list,
 *   insight.penalty_reward, insight.importance_performance, insight.coffee_stains, insight.over_service,
 *   insight.drift, insight.service_gaps, insight.effort, insight.rivals, insight.silent_touchpoints,
 *   insight.without_standard, insight.attention_document, insight.ladder, insight.emergence,
 *   insight.decision_tags, experiment.sample_size_two_proportions, experiment.power_two_proportions,
 *   experiment.power_two_proportions_arcsine, experiment.mde_two_proportions,
 *   experiment.sample_size_two_means, experiment.power_two_means, experiment.welch_t,
 *   experiment.welch_t_summary, experiment.wilson_interval, experiment.diff_proportions_interval,
 *   experiment.two_proportion_test, experiment.srm, experiment.cuped, experiment.balance,
 *   experiment.stratified_assignment, experiment.p_adjust, experiment.cost_per_effect,
 *   experiment.lag_readout, value.nps, value.nps_from_scores, value.csat_ces, value.rfm_scores,
 *   value.rfm_scores_ties, value.gini, value.pareto_share, value.servqual, value.kaplan_meier,
 *   value.cumulative_incidence, value.clv_retention, value.sbg_fit, value.transactions_to_summary,
 *   value.profit_composition, value.value_types, value.bgnbd_expectation, value.bgnbd_predict,
 *   value.bgnbd_predict_sum, value.bgnbd_loglik, value.bgnbd_fit, value.gamma_gamma_predict,
 *   value.gamma_gamma_loglik, value.gamma_gamma_fit, value.pareto_nbd_predict, value.pareto_nbd_loglik,
 *   value.pareto_nbd_fit
 */

#if defined(TACTFUL_HAS_ARROW)
/*
 * Arrow's C Data and C Stream interfaces, as Arrow publishes them, to be the same in every header that has them.
 * https://arrow.apache.org/docs/format/CDataInterface.html, https://arrow.apache.org/docs/format/CStreamInterface.html
 */
#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

#ifdef __cplusplus
}
#endif
#endif /* TACTFUL_HAS_ARROW */

/**
 * No instant: in answers. In arguments that may be left out it is allowed beside 0.
 */
#define TACTFUL_NO_TIME INT64_MIN

#if defined(TACTFUL_HAS_ARROW)
/**
 * A date stands for the first instant of its day.
 */
#define TACTFUL_DATE_START 1
#endif

#if defined(TACTFUL_HAS_ARROW)
/**
 * A date stands for the last second of its day.
 */
#define TACTFUL_DATE_END 2
#endif

/**
 * An added duration that is used up exactly at closing time ends then: a deadline.
 */
#define TACTFUL_SNAP_DEADLINE 1

/**
 * It ends at the next opening: when work can begin.
 */
#define TACTFUL_SNAP_START 2

/**
 * Business days are counted from the local date of the start, open or not.
 */
#define TACTFUL_COUNT_AFTER 1

/**
 * They are counted from the next opening at or after the start.
 */
#define TACTFUL_COUNT_ROLL_FIRST 2

/**
 * The same time of day, moved into open time: forward for `days >= 0`, else backward.
 */
#define TACTFUL_RESULT_OPEN 1

/**
 * The closing instant of the date.
 */
#define TACTFUL_RESULT_CLOSE 2

/**
 * The whole case, where the number of a part could stand.
 */
#define TACTFUL_WHOLE_CASE UINT32_MAX

/**
 * Texts in English.
 */
#define TACTFUL_LANGUAGE_ENGLISH 1

/**
 * Texts in Chinese.
 */
#define TACTFUL_LANGUAGE_CHINESE 2

/**
 * A bit of `warnings`: a rule could not see back far enough (`TACTFUL_BLOCK_HISTORY_SHORT`).
 */
#define TACTFUL_WARNS_HISTORY_SHORT 1073741824

/**
 * A bit of `warnings`: older facts were pushed out (`TACTFUL_BLOCK_HISTORY_TRUNCATED`).
 */
#define TACTFUL_WARNS_HISTORY_TRUNCATED 2147483648

/**
 * No rule, where the number of one could stand.
 */
#define TACTFUL_NO_RULE UINT32_MAX

/**
 * Every channel, where a function takes the number of one.
 */
#define TACTFUL_EVERY_CHANNEL UINT32_MAX

/**
 * Whether somebody has a stake in sales: not known.
 */
#define TACTFUL_STAKE_UNKNOWN 0

/**
 * No stake in sales: no owner of a complaint (C13).
 */
#define TACTFUL_STAKE_NONE 1

/**
 * A stake in sales.
 */
#define TACTFUL_STAKE_IN_SALES 2

#if defined(TACTFUL_HAS_ARROW)
/**
 * What a batch came to: it grows while the stream of its decisions is read, and may outlive it. Any number of threads
 * may use one at once. Free it with `tactful_batch_free`.
 */
typedef struct tactful_batch tactful_batch;
#endif

/**
 * Business hours, compiled. Immutable: any number of threads may use one at once.
 * Free it with `tactful_calendar_free`.
 */
typedef struct tactful_calendar tactful_calendar;

/**
 * The case of a complaint: a log of events, and what it comes to. Reading one is allowed to any number of threads;
 * functions that take it without `const` need it for themselves. Keep the events, in their order, in your database:
 * `tactful_case_replay` makes the case of them. Free it with `tactful_case_free`.
 */
typedef struct tactful_case tactful_case;

/**
 * A customer, without the facts. Immutable: any number of threads may use one at once.
 * Free it with `tactful_customer_free`.
 */
typedef struct tactful_customer tactful_customer;

/**
 * A policy, compiled. Immutable: any number of threads may use one at once. Free it with `tactful_engine_free`;
 * customers, standings, plans and calendars that were made with it may outlive it.
 */
typedef struct tactful_engine tactful_engine;

/**
 * Why a call was refused. Owned by the caller; free it with `tactful_error_free`.
 *
 * The texts never repeat what a customer wrote; names of fields may occur in them.
 */
typedef struct tactful_error tactful_error;

/**
 * The contacts that are planned with one customer. Immutable: any number of threads may use one at once.
 * Free it with `tactful_plan_free`.
 */
typedef struct tactful_plan tactful_plan;

/**
 * What is remembered of a customer's facts: small, and independent of their order. Reading one is allowed to any
 * number of threads; functions that take it without `const` need it for themselves.
 * Free it with `tactful_standing_free`.
 */
typedef struct tactful_standing tactful_standing;

/**
 * What a function answers: `TACTFUL_OK`, or one of the `TACTFUL_ERROR_...` numbers.
 */
typedef uint32_t tactful_status;

/**
 * A view of text in UTF-8, not ended by NUL. What the library hands out lives as long as its owner.
 * As an argument, a length of 0 means that nothing is given.
 */
typedef struct tactful_text {
    /**
     * The first byte.
     */
    const char *data;
    /**
     * How many bytes there are.
     */
    size_t len;
} tactful_text;

/**
 * A question about one customer at one instant. Set `size` to `sizeof(tactful_question)`; whatever is zero is not
 * given.
 */
typedef struct tactful_question {
    /**
     * `sizeof(tactful_question)`.
     */
    size_t size;
    /**
     * About whom. Always given.
     */
    const struct tactful_customer *customer;
    /**
     * What is remembered of the facts; NULL: there are none.
     */
    const struct tactful_standing *standing;
    /**
     * What is planned; NULL: nothing.
     */
    const struct tactful_plan *plan;
    /**
     * The instant of the question, in seconds since 1970 (UTC). Always given; 0 is refused.
     */
    int64_t now;
    /**
     * When the first fact begins to count that does not yet: from `tactful_folded`.
     */
    int64_t next_pending;
    /**
     * Only the anchor of this order or case. Reasons that do not have it are `TACTFUL_VERDICT_NOT_APPLICABLE` in
     * `tactful_decide_all`; `tactful_decide` refuses with `TACTFUL_ERROR_UNKNOWN_ORDER`.
     */
    struct tactful_text anchor;
    /**
     * What the contact is about, for caps that are kept per subject.
     */
    struct tactful_text subject;
    /**
     * The address or number, for its consent and its caps.
     */
    struct tactful_text contact_point;
} tactful_question;

/**
 * A contact to make.
 */
typedef struct tactful_agenda_item {
    /**
     * When, in seconds since 1970 (UTC).
     */
    int64_t at;
    /**
     * From when it is allowed, given the contacts before it.
     */
    int64_t allowed_from;
    /**
     * Until when (exclusive), or `TACTFUL_NO_TIME`.
     */
    int64_t allowed_until;
    /**
     * The number of the reason.
     */
    uint32_t reason;
    /**
     * The number of the channel.
     */
    uint32_t channel;
    /**
     * 1 if it counts on a give that is itself only planned, else 0.
     */
    uint32_t conditional;
    /**
     * Warnings as bits: see `TACTFUL_WARNING_BIT`.
     */
    uint32_t warnings;
    /**
     * Zeros; room for later versions.
     */
    int64_t reserved[2];
} tactful_agenda_item;

#if defined(TACTFUL_HAS_ARROW)
/**
 * A column that your table calls otherwise. `occasion_birthday` and its like can be given another name, too.
 */
typedef struct tactful_column {
    /**
     * The published name, such as `customer`.
     */
    struct tactful_text ours;
    /**
     * The name in your table, such as `CLIENT_NO`.
     */
    struct tactful_text theirs;
} tactful_column;
#endif

#if defined(TACTFUL_HAS_ARROW)
/**
 * What is asked of every customer of a batch, and how the tables are to be read. Set `size` to
 * `sizeof(tactful_batch_options)`; whatever is zero is not given.
 */
typedef struct tactful_batch_options {
    /**
     * `sizeof(tactful_batch_options)`.
     */
    size_t size;
    /**
     * The instant of every question, in seconds since 1970 (UTC). Always given; 0 is refused.
     */
    int64_t now;
    /**
     * Only facts that were recorded by then count. Not given: all.
     */
    int64_t known_at;
    /**
     * Ids of reasons. Not given: all.
     */
    const struct tactful_text *reasons;
    /**
     * How many there are.
     */
    size_t reasons_len;
    /**
     * Names of channels. Not given: all that a reason lists.
     */
    const struct tactful_text *channels;
    /**
     * How many there are.
     */
    size_t channels_len;
    /**
     * Columns that the table of customers calls otherwise.
     */
    const struct tactful_column *customer_columns;
    /**
     * How many there are.
     */
    size_t customer_columns_len;
    /**
     * Columns that the table of facts calls otherwise.
     */
    const struct tactful_column *fact_columns;
    /**
     * How many there are.
     */
    size_t fact_columns_len;
    /**
     * The zone of timestamps, dates and texts that do not say theirs, an IANA name. Not given: they are refused.
     */
    struct tactful_text naive;
    /**
     * What columns of dates stand for: `TACTFUL_DATE_...`. Not given: they are refused.
     */
    uint32_t date_as;
    /**
     * How many threads a call of the stream's functions may use while it runs; 0 and 1: none but the caller's. The
     * answers do not depend on it.
     */
    uint32_t threads;
    /**
     * Not 0: both streams are sorted by customer (texts by their bytes, numbers by value), so that they are read side
     * by side in bounded memory.
     */
    uint32_t sorted;
    /**
     * Not 0: `block_names` is null in every row; the bits tell the same.
     */
    uint32_t without_names;
} tactful_batch_options;
#endif

#if defined(TACTFUL_HAS_ARROW)
/**
 * What a batch came to so far: plain data, so that nothing is passed over in silence.
 */
typedef struct tactful_batch_counts {
    /**
     * Rows of customers.
     */
    uint64_t customers;
    /**
     * Rows of facts.
     */
    uint64_t facts;
    /**
     * Rows of decisions, those with the verdict `error` included.
     */
    uint64_t decisions;
    /**
     * Rows of customers whose verdicts are `error`: `tactful_batch_tallies` tells them by code.
     */
    uint64_t bad_customers;
    /**
     * Facts of customers that are not in the table; they were not read.
     */
    uint64_t facts_of_others;
    /**
     * Facts that do not say whose they are; they were not read.
     */
    uint64_t facts_of_nobody;
    /**
     * Wall times of the zone `naive` that are skipped there, and were shifted forward.
     */
    uint64_t shifted_forward;
    /**
     * Wall times of the zone `naive` that come twice, of which the first was taken.
     */
    uint64_t first_of_two;
    /**
     * Not 0: the stream has come to its end, and this is all.
     */
    uint64_t ended;
    /**
     * Zeros; room for later versions.
     */
    uint64_t reserved[3];
} tactful_batch_counts;
#endif

#if defined(TACTFUL_HAS_ARROW)
/**
 * How many rows there were of a verdict, or of an error.
 */
typedef struct tactful_tally {
    /**
     * `TACTFUL_VERDICT_...`: rows of decisions; `TACTFUL_ERROR_...`: rows of customers that could not be read.
     */
    uint32_t code;
    /**
     * 0.
     */
    uint32_t reserved;
    /**
     * How many.
     */
    uint64_t rows;
} tactful_tally;
#endif

/**
 * Bytes that the library made and the caller owns; free them with `tactful_buffer_free`.
 * Behind the last byte stands a NUL that is not counted.
 */
typedef struct tactful_buffer {
    /**
     * The first byte.
     */
    char *data;
    /**
     * How many bytes there are, without the NUL.
     */
    size_t len;
} tactful_buffer;

/**
 * One thing that happened to the case of a complaint. Set `size` to `sizeof(tactful_event)`; whatever is zero is not
 * given. Words such as `apologise` or `direct` are those of the JSON door. Always given: `kind`, `at`, `id`, `by`,
 * `role`.
 */
typedef struct tactful_event {
    /**
     * `sizeof(tactful_event)`, in every event of an array.
     */
    size_t size;
    /**
     * What happened: `opened`, then the ten acts from `apologise` to `track`, and others.
     */
    struct tactful_text kind;
    /**
     * When, in seconds since 1970 (UTC). 0 is refused.
     */
    int64_t at;
    /**
     * When you came to know of it; not given: at once.
     */
    int64_t recorded_at;
    /**
     * Until when a commitment is to be kept.
     */
    int64_t due;
    /**
     * When a waiting that it begins ends by itself, for the clocks.
     */
    int64_t until;
    /**
     * Your id, unique in the case.
     */
    struct tactful_text id;
    /**
     * Who acted.
     */
    struct tactful_text by;
    /**
     * In which role: `direct`, `assisting`, `by_chance`, `manager`, `customer`, `system` or `outside`.
     */
    struct tactful_text role;
    /**
     * The case that it is meant for; not given: the one that it is given to.
     */
    struct tactful_text case_id;
    /**
     * The part of the case; not given: the main part. Of a `split`: the name of the new part.
     */
    struct tactful_text part;
    /**
     * The complaint's customer.
     */
    struct tactful_text customer;
    /**
     * The order that it is about.
     */
    struct tactful_text order;
    /**
     * The product that it is about.
     */
    struct tactful_text product;
    /**
     * The touchpoint at which it arose (T1).
     */
    struct tactful_text touchpoint;
    /**
     * The channel on which the customer was spoken or written to; not given: no contact was made.
     */
    struct tactful_text channel;
    /**
     * The contact in which it happened: events that name the same one were one conversation.
     */
    struct tactful_text contact;
    /**
     * What the complaint is about: `product_fault`, `service_fault`, `misunderstanding` or `own_mistake` (C3).
     */
    struct tactful_text cause;
    /**
     * Whether we answer for it: `admitted`, `partial`, `denied` or `open`.
     */
    struct tactful_text liability;
    /**
     * How a solution was brought up: `proposed` or `asked`.
     */
    struct tactful_text mode;
    /**
     * The commitment that is made, kept or broken.
     */
    struct tactful_text commitment;
    /**
     * What was promised.
     */
    struct tactful_text what;
    /**
     * Who is to do it.
     */
    struct tactful_text owner;
    /**
     * What the customer says: `satisfied`, `unsatisfied` or `patient`.
     */
    struct tactful_text word;
    /**
     * For whom we wait: `customer` or `others`.
     */
    struct tactful_text wait;
    /**
     * How it ends: `satisfied`, `unreached`, `withdrawn`, `outside` or `exhausted`.
     */
    struct tactful_text ending;
    /**
     * What was not kept: `right`, `care` or `calm` (C1).
     */
    struct tactful_text conduct;
    /**
     * To whom it is handed over or referred.
     */
    struct tactful_text to;
    /**
     * The power used: `quantity_amount`, `return_exchange_repair` or `caring_service` (C7).
     */
    struct tactful_text power;
    /**
     * What it costs, in minor units of `currency`; given if `currency` is.
     */
    int64_t amount;
    /**
     * Three capital letters.
     */
    struct tactful_text currency;
    /**
     * The approver of the policy who let it pass.
     */
    struct tactful_text approved_by;
    /**
     * The use of authority that a `report` or an `answer` speaks of: the id of its event.
     */
    struct tactful_text grant;
    /**
     * What else it is to the policy's clocks, which its kind does not say: `reply`, `update`, `holding_reply`,
     * `extended`, `summary_sent`, `final_response`, or an event that the policy declares (C2, C11).
     */
    struct tactful_text also;
    /**
     * The priority that the case has from now on, a word of the policy.
     */
    struct tactful_text priority;
    /**
     * What the case or its part is about, a word of the policy.
     */
    struct tactful_text topic;
    /**
     * The calendar that counts from now on.
     */
    struct tactful_text calendar;
    /**
     * The remedies agreed, or the one granted: bits, `TACTFUL_REMEDY_...`.
     */
    uint32_t remedies;
    /**
     * Not 0: the customer agreed to it.
     */
    uint32_t agreed;
    /**
     * Whether `to` has a stake in sales: `TACTFUL_STAKE_...` (C13).
     */
    uint32_t sales_stake;
    /**
     * Not 0: it happened at a core moment (C7).
     */
    uint32_t core_moment;
    /**
     * Not 0: it is done already, and it saved that moment (C7).
     */
    uint32_t saved;
    /**
     * 0.
     */
    uint32_t reserved;
} tactful_event;

/**
 * Why an act was refused: plain data.
 */
typedef struct tactful_refusal {
    /**
     * `TACTFUL_ERROR_...`: what the function returned.
     */
    uint32_t code;
    /**
     * The acts that come first and were not done: bits, `TACTFUL_ACT_...`.
     */
    uint32_t missing;
    /**
     * The roles that could do what is missing, or the act itself: bits, `TACTFUL_ROLE_...`; 0 where it does not
     * matter.
     */
    uint32_t by;
    /**
     * How many approvers of the policy could let it pass (C7); the error's message names them.
     */
    uint32_t approvers;
    /**
     * The rule: `C1`, `C2`, `C3` or `C7`; `{NULL, 0}` for what no rule speaks of, such as an event of another case.
     * Static.
     */
    struct tactful_text rule;
    /**
     * Zeros; room for later versions.
     */
    int64_t reserved[3];
} tactful_refusal;

/**
 * Where a case and one of its parts stand: plain data.
 */
typedef struct tactful_state {
    /**
     * When all that was promised was done, or the case closed, for the first time; `TACTFUL_NO_TIME`: it was not.
     * Reopening does not change it.
     */
    int64_t first_solved;
    /**
     * Of the part: `TACTFUL_STATE_CASE_...`
     */
    uint32_t status;
    /**
     * Of the part: the stage of ISO 10002, `TACTFUL_STAGE_...`
     */
    uint32_t stage;
    /**
     * How the part ended: `TACTFUL_STATE_ENDED_...`; 0: it did not.
     */
    uint32_t ending;
    /**
     * Of the case: as the part that has come least far.
     */
    uint32_t case_status;
    /**
     * Of the case: as the part that has come least far.
     */
    uint32_t case_stage;
    /**
     * How the case ended, once all of its parts have: satisfied only if every part is. 0: it did not.
     */
    uint32_t case_ending;
    /**
     * The acts done in the part, as far as they still count: bits, `TACTFUL_ACT_...`.
     */
    uint32_t done;
    /**
     * The acts still to do before the customer's word can close the part; the lowest bit is the next one.
     */
    uint32_t missing;
    /**
     * The remedies agreed: bits, `TACTFUL_REMEDY_...`.
     */
    uint32_t remedies;
    /**
     * What the part is about: `TACTFUL_CAUSE_...`; 0: not found yet.
     */
    uint32_t cause;
    /**
     * Whether we answer for it: `TACTFUL_LIABILITY_...`; 0: that was not said.
     */
    uint32_t liability;
    /**
     * Commitments of the part that were made and neither kept nor broken yet.
     */
    uint32_t commitments;
    /**
     * Offers that the customer refused since the part was opened or reopened.
     */
    uint32_t refused_offers;
    /**
     * 1 if the customer said, after the last act, that it is put right; else 0.
     */
    uint32_t satisfied;
    /**
     * Attempts to reach the customer since the last contact; at most 255 are counted.
     */
    uint32_t attempts;
    /**
     * How often the case went from hand to hand; at most 255 are counted.
     */
    uint32_t hand_overs;
    /**
     * How often it, or a part of it, was taken up again; at most 255 are counted.
     */
    uint32_t reopenings;
    /**
     * What was not kept at some time: bits, `TACTFUL_CONDUCT_...` (C1).
     */
    uint32_t lapses;
    /**
     * 1 if the case was handed to somebody without a stake in sales (C13), else 0.
     */
    uint32_t owner_without_stake;
    /**
     * Zeros; room for later versions.
     */
    uint32_t reserved[11];
} tactful_state;

/**
 * Something that may be done now.
 */
typedef struct tactful_next {
    /**
     * What, as `tactful_event.kind`. Static.
     */
    struct tactful_text kind;
    /**
     * Of `close`: the ending, as `tactful_event.ending`; else `{NULL, 0}`. Static.
     */
    struct tactful_text ending;
    /**
     * The part, from 0.
     */
    uint32_t part;
    /**
     * By whom: bits, `TACTFUL_ROLE_...`.
     */
    uint32_t by;
    /**
     * 1 for the act that C1's order asks for, else 0.
     */
    uint32_t due;
    /**
     * Zeros; room for later versions.
     */
    uint32_t reserved[3];
} tactful_next;

/**
 * When a clock of a case is due: plain data.
 */
typedef struct tactful_due {
    /**
     * When it is, or was, due; `TACTFUL_NO_TIME` while it stands still, and where it never ends.
     */
    int64_t due_at;
    /**
     * The number of the clock: see `tactful_clock_id`.
     */
    uint32_t clock;
    /**
     * The part, from 0, or `TACTFUL_WHOLE_CASE`.
     */
    uint32_t part;
    /**
     * `TACTFUL_STATE_NOT_STARTED`, `TACTFUL_STATE_RUNNING`, `TACTFUL_STATE_MET`, `TACTFUL_STATE_BREACHED`, ...
     */
    uint32_t state;
    /**
     * 1 if its end (now, or when it stopped) is strictly after `due_at`, else 0.
     */
    uint32_t breached;
    /**
     * Zeros; room for later versions.
     */
    int64_t reserved[2];
} tactful_due;

/**
 * A contact that is planned. Set `size` to `sizeof(tactful_contact)`; whatever is zero is not given.
 */
typedef struct tactful_contact {
    /**
     * `sizeof(tactful_contact)`, in every contact of an array.
     */
    size_t size;
    /**
     * When, in seconds since 1970 (UTC). Always given; 0 is refused.
     */
    int64_t at;
    /**
     * Your id. Once the contact was made, the fact carries the same one, and both count once.
     */
    struct tactful_text id;
    /**
     * Why. Always given.
     */
    struct tactful_text reason;
    /**
     * Through which channel. Always given.
     */
    struct tactful_text channel;
    /**
     * For which order.
     */
    struct tactful_text order;
    /**
     * For which complaint case.
     */
    struct tactful_text case_id;
    /**
     * About what.
     */
    struct tactful_text subject;
    /**
     * To which address or number.
     */
    struct tactful_text contact_point;
} tactful_contact;

/**
 * A day of every year.
 */
typedef struct tactful_occasion {
    /**
     * Its name in the policy, such as `birthday`.
     */
    struct tactful_text name;
    /**
     * `MM-DD` or `YYYY-MM-DD`; `lunar MM-DD` by the Chinese calendar.
     */
    struct tactful_text day;
} tactful_occasion;

/**
 * What is known of a customer. Set `size` to `sizeof(tactful_customer_data)`; whatever is zero is not given.
 */
typedef struct tactful_customer_data {
    /**
     * `sizeof(tactful_customer_data)`.
     */
    size_t size;
    /**
     * Your id of the customer.
     */
    struct tactful_text id;
    /**
     * IANA names of the zones whose clocks the customer may read. One is certain; with several, rules must hold
     * in every one of them; with none the policy decides, and the answer is flagged.
     */
    const struct tactful_text *timezones;
    /**
     * How many there are.
     */
    size_t timezones_len;
    /**
     * The assigned relationship level, by its id in the policy (R1).
     */
    struct tactful_text level;
    /**
     * Seconds since 1970: how far back the facts reach. Not given: they are taken as complete, and the answer is
     * flagged.
     */
    int64_t history_since;
    /**
     * Days of every year.
     */
    const struct tactful_occasion *occasions;
    /**
     * How many there are.
     */
    size_t occasions_len;
} tactful_customer_data;

/**
 * An answer: plain data, valid as long as you keep it. Instants are seconds since 1970 (UTC), or `TACTFUL_NO_TIME`.
 */
typedef struct tactful_decision {
    /**
     * `TACTFUL_VERDICT_...`
     */
    uint32_t verdict;
    /**
     * The number of the reason.
     */
    uint32_t reason;
    /**
     * The number of the channel.
     */
    uint32_t channel;
    /**
     * The code of the block that clears last, `TACTFUL_BLOCK_...`; 0: nothing stands against the contact.
     */
    uint32_t binding;
    /**
     * The number of that block's rule; `TACTFUL_NO_RULE`: it is a part of the reason itself.
     */
    uint32_t binding_rule;
    /**
     * Warnings as bits: see `TACTFUL_WARNING_BIT`; and `TACTFUL_WARNS_HISTORY_...`.
     */
    uint32_t warnings;
    /**
     * All that stands against the contact now, as bits: see `TACTFUL_BLOCK_BIT`.
     */
    uint64_t blocks;
    /**
     * The instant of the question.
     */
    int64_t now;
    /**
     * The first instant at which every rule allows: `now` for allow, later for wait.
     */
    int64_t allowed_from;
    /**
     * The end of that time (exclusive).
     */
    int64_t allowed_until;
    /**
     * The instant of the fact that the reason is counted from.
     */
    int64_t anchor_at;
    /**
     * The answer stays what it is until then, if nothing new happens. None: for good.
     */
    int64_t revisit_at;
    /**
     * The same if times of day are left aside.
     */
    int64_t eligible_at;
    /**
     * Where the verdict is never: the first instant at which the rules alone would have allowed it.
     */
    int64_t rules_allow_at;
    /**
     * The best instant for the reason, if it names one.
     */
    int64_t best_at;
    /**
     * Zeros; room for later versions.
     */
    int64_t reserved[4];
} tactful_decision;

/**
 * Something that stands against a contact now.
 */
typedef struct tactful_block {
    /**
     * `TACTFUL_BLOCK_...`
     */
    uint32_t code;
    /**
     * The number of the rule; `TACTFUL_NO_RULE`: a part of the reason itself.
     */
    uint32_t rule;
    /**
     * The instant of the fact it rests on, or `TACTFUL_NO_TIME`.
     */
    int64_t since;
    /**
     * When it clears by itself; `TACTFUL_NO_TIME`: it does not, or not before the horizon.
     */
    int64_t clears_at;
    /**
     * 1 for the one that clears last, else 0.
     */
    uint32_t binding;
    /**
     * 0.
     */
    uint32_t reserved;
} tactful_block;

/**
 * The data of a time zone, newer than the table of the library or not in it.
 */
typedef struct tactful_zone {
    /**
     * Its IANA name.
     */
    struct tactful_text name;
    /**
     * A TZif file (RFC 9636).
     */
    const uint8_t *tzif;
    /**
     * How many bytes it has.
     */
    size_t tzif_len;
} tactful_zone;

/**
 * What `tactful_engine_new_with` is told beside the policy. Set `size` to `sizeof(tactful_engine_options)`;
 * whatever is zero is not given.
 */
typedef struct tactful_engine_options {
    /**
     * `sizeof(tactful_engine_options)`.
     */
    size_t size;
    /**
     * Documents, in TOML or JSON, that the policy may extend by name and version.
     */
    const struct tactful_text *documents;
    /**
     * How many there are.
     */
    size_t documents_len;
    /**
     * Zones that replace or join those of the library.
     */
    const struct tactful_zone *zones;
    /**
     * How many there are.
     */
    size_t zones_len;
} tactful_engine_options;

/**
 * One thing that happened. Set `size` to `sizeof(tactful_fact)`; whatever is zero is not given.
 * Words such as `delivered` or `marketing` are those of the JSON door.
 */
typedef struct tactful_fact {
    /**
     * `sizeof(tactful_fact)`, in every fact of an array.
     */
    size_t size;
    /**
     * What happened: `purchase`, `delivered`, `contact`, `consent_given`, ..., or a kind of the policy's own.
     */
    struct tactful_text kind;
    /**
     * When, in seconds since 1970 (UTC). Always given; 0 is refused.
     */
    int64_t at;
    /**
     * When you came to know of it; not given: at once.
     */
    int64_t recorded_at;
    /**
     * When a suspension or a consent ends by itself.
     */
    int64_t until;
    /**
     * Your id; equal ids are one fact.
     */
    struct tactful_text id;
    /**
     * The order it belongs to.
     */
    struct tactful_text order;
    /**
     * The complaint case it belongs to.
     */
    struct tactful_text case_id;
    /**
     * The product of the order.
     */
    struct tactful_text product;
    /**
     * The channel of a contact, or what a consent is for.
     */
    struct tactful_text channel;
    /**
     * The reason of a contact.
     */
    struct tactful_text reason;
    /**
     * `marketing`, `survey`, `relationship`, `collections`, `service` or `transactional`.
     */
    struct tactful_text purpose;
    /**
     * `give`, `ask` or `service`.
     */
    struct tactful_text intent;
    /**
     * `sent`, `arrived`, `read`, `answered`, `conversation`, `refused`, `no_answer`, `bounced` or `failed`.
     */
    struct tactful_text outcome;
    /**
     * `out` (we began; also if not given) or `in`.
     */
    struct tactful_text direction;
    /**
     * The address or number used.
     */
    struct tactful_text contact_point;
    /**
     * What a contact was about.
     */
    struct tactful_text subject;
    /**
     * The level that was assigned.
     */
    struct tactful_text level;
    /**
     * Not 0: with somebody else of the same account.
     */
    uint32_t colleague;
    /**
     * 0.
     */
    uint32_t reserved;
} tactful_fact;

/**
 * What a fold says beside the standing.
 */
typedef struct tactful_folded {
    /**
     * When the first of the facts that do not count yet begins to count; `TACTFUL_NO_TIME`: all of them count.
     */
    int64_t next_pending;
    /**
     * How many facts do not count yet: those later than `as_of`. Fold them in when their time has come.
     */
    uint64_t pending;
    /**
     * Warnings as bits: see `TACTFUL_WARNING_BIT`.
     */
    uint32_t warnings;
    /**
     * Zeros; room for later versions.
     */
    uint32_t reserved[5];
} tactful_folded;

/**
 * A word that was found in a text.
 */
typedef struct tactful_find {
    /**
     * Its first byte, from 0; what denies it stands outside.
     */
    size_t start;
    /**
     * The byte after its last. Both fall on the boundaries of characters.
     */
    size_t end;
    /**
     * The id of the word. Borrowed from the engine.
     */
    struct tactful_text word;
    /**
     * What to say instead, in substance; `{NULL, 0}` in what a customer says. Borrowed from the engine.
     */
    struct tactful_text instead;
    /**
     * The same in Chinese.
     */
    struct tactful_text instead_chinese;
    /**
     * What it marks here, negation counted in: `TACTFUL_CLASS_...`
     */
    uint32_t word_class;
    /**
     * How many times it is denied; 2 in "I am not unhappy" and its like, which is not denied at all then.
     */
    uint32_t negations;
    /**
     * Zeros; room for later versions.
     */
    int64_t reserved[2];
} tactful_find;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The contacts to make over so many days (1 to 3660), by instant; every one of them keeps every rule, given those
 * before it. A question that names an anchor, a subject or a contact point plans for that one alone. At most `capacity`
 * are written, the earliest; `count` tells how many there are. `items` may be NULL if `capacity` is 0. `revisit_at` may be NULL: when to make a new agenda if nothing happens before.
 *
 * Errors: as `tactful_decide`; `TACTFUL_ERROR_INVALID_VALUE` for the days.
 */
tactful_status tactful_agenda(const struct tactful_engine *engine,
                              const struct tactful_question *question,
                              uint32_t days,
                              struct tactful_agenda_item *items,
                              size_t capacity,
                              size_t *count,
                              int64_t *revisit_at,
                              struct tactful_error **error);

#if defined(TACTFUL_HAS_ARROW)
/**
 * Decides for a table of customers and a table of facts: for each customer, in the order of the table, each question
 * in the order of the policy. `decisions` receives a stream, whose rows are made as it is read; you release it.
 *
 * Both streams are taken over, whatever the answer is: on return `customers->release` and `facts->release` are NULL,
 * and each was or will be called once, at the latest when `decisions` ends, fails or is released. Their functions are
 * called by the thread that reads `decisions`. `batch` may be NULL; else it receives what the batch came to.
 *
 * A row that cannot be read comes back with the verdict `error`, its code and the place; it fails nothing else.
 *
 * Errors: whatever is wrong with the options, or with the columns (`TACTFUL_ERROR_MISSING_FIELD`,
 * `TACTFUL_ERROR_WRONG_TYPE` and others, with the column as path). What is found later comes from the stream itself:
 * its function `get_next` answers with a number that is not 0, `get_last_error` says why, beginning with the name of
 * a code, and the stream has ended.
 */
tactful_status tactful_decide_batch(const struct tactful_engine *engine,
                                    const struct tactful_batch_options *options,
                                    struct ArrowArrayStream *customers,
                                    struct ArrowArrayStream *facts,
                                    struct ArrowArrayStream *decisions,
                                    struct tactful_batch **batch,
                                    struct tactful_error **error);
#endif

#if defined(TACTFUL_HAS_ARROW)
/**
 * A stream of the one table that a schema and an array hold, for `tactful_decide_batch`.
 *
 * Both are taken over, whatever the answer is: on return `schema->release` and `array->release` are NULL. The schema
 * was released then; the array is when the stream is.
 *
 * Errors: `TACTFUL_ERROR_WRONG_TYPE` for what is not a table, `TACTFUL_ERROR_INVALID_VALUE`,
 * `TACTFUL_ERROR_INVALID_UTF8` and others for columns that are not as the interface asks.
 */
tactful_status tactful_table_stream(struct ArrowSchema *schema,
                                    struct ArrowArray *array,
                                    struct ArrowArrayStream *stream,
                                    struct tactful_error **error);
#endif

#if defined(TACTFUL_HAS_ARROW)
/**
 * What a batch came to so far; all of it once the stream has ended.
 */
tactful_status tactful_batch_count(const struct tactful_batch *batch,
                                   struct tactful_batch_counts *counts,
                                   struct tactful_error **error);
#endif

#if defined(TACTFUL_HAS_ARROW)
/**
 * The rows of decisions by verdict, and the rows of customers that could not be read by error, sorted by code; what
 * did not occur is absent. At most `capacity` are written; `count` tells how many there are. `tallies` may be NULL if
 * `capacity` is 0.
 */
tactful_status tactful_batch_tallies(const struct tactful_batch *batch,
                                     struct tactful_tally *tallies,
                                     size_t capacity,
                                     size_t *count,
                                     struct tactful_error **error);
#endif

#if defined(TACTFUL_HAS_ARROW)
/**
 * Columns of the tables that are not read, as `customers.shoe_size`. Borrowed from the batch. At most `capacity` are
 * written; `count` tells how many there are. `columns` may be NULL if `capacity` is 0.
 */
tactful_status tactful_batch_ignored(const struct tactful_batch *batch,
                                     struct tactful_text *columns,
                                     size_t capacity,
                                     size_t *count,
                                     struct tactful_error **error);
#endif

#if defined(TACTFUL_HAS_ARROW)
/**
 * Frees what a batch came to. NULL is allowed.
 */
void tactful_batch_free(struct tactful_batch *batch);
#endif

/**
 * Makes a calendar from a document in JSON or TOML: `tz`, `weekly`, `holidays`, `overrides`, `breaks`.
 * `engine` may be NULL; otherwise its zones are known.
 *
 * Errors: whatever is wrong with the document, with path, line and column.
 */
tactful_status tactful_calendar_new(const struct tactful_engine *engine,
                                    const char *document,
                                    size_t document_len,
                                    struct tactful_calendar **calendar,
                                    struct tactful_error **error);

/**
 * A calendar of the engine's policy, by its name. It outlives the engine.
 *
 * Errors: `TACTFUL_ERROR_UNKNOWN_CALENDAR`, with the nearest known name.
 */
tactful_status tactful_engine_calendar(const struct tactful_engine *engine,
                                       const char *name,
                                       size_t name_len,
                                       struct tactful_calendar **calendar,
                                       struct tactful_error **error);

/**
 * Frees a calendar. NULL is allowed.
 */
void tactful_calendar_free(struct tactful_calendar *calendar);

/**
 * Whether it is open at an instant: 1 or 0.
 */
tactful_status tactful_calendar_is_open(const struct tactful_calendar *calendar,
                                        int64_t at,
                                        uint32_t *open,
                                        struct tactful_error **error);

/**
 * The instant itself if it is open then, else the next opening.
 *
 * Errors: `TACTFUL_ERROR_NEVER_OPEN`.
 */
tactful_status tactful_calendar_next_open(const struct tactful_calendar *calendar,
                                          int64_t at,
                                          int64_t *opening,
                                          struct tactful_error **error);

/**
 * The latest instant at or before `at` with open time right before it.
 *
 * Errors: `TACTFUL_ERROR_NEVER_OPEN`.
 */
tactful_status tactful_calendar_prev_open_end(const struct tactful_calendar *calendar,
                                              int64_t at,
                                              int64_t *closing,
                                              struct tactful_error **error);

/**
 * Seconds of open time from one instant to another; negative if `to` is earlier.
 */
tactful_status tactful_calendar_elapsed(const struct tactful_calendar *calendar,
                                        int64_t from,
                                        int64_t to,
                                        int64_t *elapsed,
                                        struct tactful_error **error);

/**
 * The instant at which so many seconds of open time have passed since `start`; negative seconds go back.
 * `snap` is `TACTFUL_SNAP_DEADLINE` (a result may be the closing instant) or `TACTFUL_SNAP_START` (the next opening).
 *
 * Errors: `TACTFUL_ERROR_NEVER_OPEN` if open time does not suffice.
 */
tactful_status tactful_calendar_add(const struct tactful_calendar *calendar,
                                    int64_t start,
                                    int64_t open_seconds,
                                    uint32_t snap,
                                    int64_t *end,
                                    struct tactful_error **error);

/**
 * The latest instant from which so many seconds of open time pass until `end`.
 *
 * Errors: `TACTFUL_ERROR_NEVER_OPEN` if open time does not suffice.
 */
tactful_status tactful_calendar_sub(const struct tactful_calendar *calendar,
                                    int64_t end,
                                    int64_t open_seconds,
                                    int64_t *start,
                                    struct tactful_error **error);

/**
 * So many business days after the local date of `start` (before, if negative), at the same time of day.
 * `count_from` is `TACTFUL_COUNT_AFTER` or `TACTFUL_COUNT_ROLL_FIRST` (from the next opening); `result` is
 * `TACTFUL_RESULT_OPEN` (moved into open time) or `TACTFUL_RESULT_CLOSE` (the closing instant of that date).
 *
 * Errors: `TACTFUL_ERROR_NEVER_OPEN` if there are not so many business days.
 */
tactful_status tactful_calendar_add_days(const struct tactful_calendar *calendar,
                                         int64_t start,
                                         int64_t days,
                                         uint32_t count_from,
                                         uint32_t result,
                                         int64_t *end,
                                         struct tactful_error **error);

/**
 * Answers a request in JSON, such as `{"op": "calendar.add", ...}`, with an answer in JSON.
 *
 * Requests that carry no `policy` mean `engine`; without an engine (NULL) they mean the house policy, which is
 * compiled anew for each of them. The buffer is owned by the caller.
 *
 * Errors: whatever refuses the request, with path, line and column in its text.
 */
tactful_status tactful_call(const struct tactful_engine *engine,
                            const char *request,
                            size_t request_len,
                            struct tactful_buffer *answer,
                            struct tactful_error **error);

/**
 * Opens a case with its first event, which is of the kind `opened`.
 *
 * Errors: what is wrong with the event, with its path such as `event.kind`; `TACTFUL_ERROR_UNKNOWN_CASE` if it is of
 * another kind, or meant for another case.
 */
tactful_status tactful_case_open(const char *id,
                                 size_t id_len,
                                 const struct tactful_event *event,
                                 struct tactful_case **case_,
                                 struct tactful_error **error);

/**
 * The case of the events that were kept, in their order. They were accepted under the policy of their time, so only
 * what holds under every policy is asked of them: their order in time, their ids, and C1's order of acts.
 *
 * Errors: as `tactful_case_open`, and those of `tactful_case_act` that no policy changes, with the path of the event
 * such as `events[3]`.
 */
tactful_status tactful_case_replay(const char *id,
                                   size_t id_len,
                                   const struct tactful_event *events,
                                   size_t events_len,
                                   struct tactful_case **case_,
                                   struct tactful_error **error);

/**
 * Appends an event, if the guards of C1, C2, C3 and C7 let it pass. `expected_version` is the version that whoever
 * acts has read: if somebody else has acted since, the act is refused and nothing is lost.
 *
 * A refused act is an answer: its code is returned, the case is unchanged, and `refusal`, which may be NULL, says
 * which rule refused, what is missing and who could do it. It is written then and only then: not if the act passes,
 * and not if the arguments are wrong.
 *
 * Errors: what is wrong with the event, with its path such as `event.kind`; of the guards
 * `TACTFUL_ERROR_CASE_CONFLICT` if the case has moved on, `TACTFUL_ERROR_APOLOGY_FIRST`,
 * `TACTFUL_ERROR_ACT_OUT_OF_ORDER`, `TACTFUL_ERROR_REMEDY_WITHOUT_CAUSE`, `TACTFUL_ERROR_BEYOND_AUTHORITY` and the
 * others from `TACTFUL_ERROR_UNKNOWN_CASE` (1450) on.
 */
tactful_status tactful_case_act(const struct tactful_engine *engine,
                                struct tactful_case *case_,
                                const struct tactful_event *event,
                                uint64_t expected_version,
                                struct tactful_refusal *refusal,
                                struct tactful_error **error);

/**
 * The version of a case: the number of its events. 0 for NULL.
 */
uint64_t tactful_case_version(const struct tactful_case *case_);

/**
 * The id of a case. Borrowed from the case.
 */
struct tactful_text tactful_case_id(const struct tactful_case *case_);

/**
 * How many parts a case has, numbered from 0; the first is the case itself. 0 for NULL.
 */
uint32_t tactful_case_part_count(const struct tactful_case *case_);

/**
 * The name of a part; the first has none. Borrowed from the case until it changes; `{NULL, 0}` for a part that there
 * is not.
 */
struct tactful_text tactful_case_part_name(const struct tactful_case *case_,
                                           uint32_t part);

/**
 * Where a case and one of its parts stand; part 0 is the case itself, and the only one unless it was split.
 *
 * Errors: `TACTFUL_ERROR_UNKNOWN_PART`.
 */
tactful_status tactful_case_state(const struct tactful_case *case_,
                                  uint32_t part,
                                  struct tactful_state *state,
                                  struct tactful_error **error);

/**
 * What may be done now, and by whom, under the policy: for each part, each ending by itself. At most `capacity` are
 * written; `count` tells how many there are. `next` may be NULL if `capacity` is 0.
 */
tactful_status tactful_case_next(const struct tactful_engine *engine,
                                 const struct tactful_case *case_,
                                 struct tactful_next *next,
                                 size_t capacity,
                                 size_t *count,
                                 struct tactful_error **error);

/**
 * When the policy's clocks are due for a case, read from its own log: for each clock, or each part where a clock runs
 * for parts (C2, C8, C11). Events later than `now` do not count yet. At most `capacity` are written; `count` tells
 * how many there are. `dues` may be NULL if `capacity` is 0.
 */
tactful_status tactful_case_dues(const struct tactful_engine *engine,
                                 const struct tactful_case *case_,
                                 const struct tactful_customer *customer,
                                 int64_t now,
                                 struct tactful_due *dues,
                                 size_t capacity,
                                 size_t *count,
                                 struct tactful_error **error);

/**
 * How many complaint clocks the policy has, numbered from 0 by their ids.
 */
uint32_t tactful_clock_count(const struct tactful_engine *engine);

/**
 * The id of a complaint clock by its number. Borrowed from the engine; `{NULL, 0}` for a number that there is not.
 */
struct tactful_text tactful_clock_id(const struct tactful_engine *engine,
                                     uint32_t clock);

/**
 * Frees a case. NULL is allowed.
 */
void tactful_case_free(struct tactful_case *case_);

/**
 * The name of a code, such as `quiet_hours`: the same that JSON and Python use. Static; `{NULL, 0}` for a number
 * that is not in the table.
 */
struct tactful_text tactful_code_name(uint32_t code);

/**
 * What a code means, in English or Chinese (`TACTFUL_LANGUAGE_...`). Static; `{NULL, 0}` for an unknown number or
 * language.
 */
struct tactful_text tactful_code_meaning(uint32_t code,
                                         uint32_t language);

/**
 * The version of the library that is linked: compare it with `TACTFUL_VERSION`, that of the header.
 */
uint32_t tactful_version(void);

/**
 * The semantics version of the library that is linked: it moves whenever the answer of a verified request changes.
 */
uint32_t tactful_semantics_version(void);

/**
 * Makes a plan of the contacts in an array. One id counts once.
 *
 * Errors: `TACTFUL_ERROR_UNKNOWN_REASON`, `TACTFUL_ERROR_UNKNOWN_CHANNEL`, `TACTFUL_ERROR_FACT_CONFLICT` if one id
 * is planned twice, and others, with the path of the field.
 */
tactful_status tactful_plan_new(const struct tactful_engine *engine,
                                const struct tactful_contact *contacts,
                                size_t contacts_len,
                                struct tactful_plan **plan,
                                struct tactful_error **error);

/**
 * Frees a plan. NULL is allowed.
 */
void tactful_plan_free(struct tactful_plan *plan);

/**
 * Makes a customer; the zones are those of the engine.
 *
 * Errors: `TACTFUL_ERROR_UNKNOWN_TZ`, `TACTFUL_ERROR_INVALID_TIME` and others, with the path of the field.
 */
tactful_status tactful_customer_new(const struct tactful_engine *engine,
                                    const struct tactful_customer_data *data,
                                    struct tactful_customer **customer,
                                    struct tactful_error **error);

/**
 * Frees a customer. NULL is allowed.
 */
void tactful_customer_free(struct tactful_customer *customer);

/**
 * Decides for one reason through one channel. Allocates nothing, but for texts of the question and for tables of
 * calendars that are made on their first use.
 *
 * Errors: `TACTFUL_ERROR_UNKNOWN_REASON`, `TACTFUL_ERROR_UNKNOWN_CHANNEL`, `TACTFUL_ERROR_CHANNEL_NOT_LISTED`,
 * `TACTFUL_ERROR_UNKNOWN_ORDER` for an anchor that the customer's facts do not name,
 * `TACTFUL_ERROR_AS_OF_NEEDS_FACTS` if the standing knows of facts later than `now`,
 * `TACTFUL_ERROR_STANDING_SHAPE` if another policy folded it.
 */
tactful_status tactful_decide(const struct tactful_engine *engine,
                              const struct tactful_question *question,
                              uint32_t reason,
                              uint32_t channel,
                              struct tactful_decision *decision,
                              struct tactful_error **error);

/**
 * How many answers `tactful_decide_all` gives: one for each reason and each of its channels, or for each reason
 * that lists `channel` (`TACTFUL_EVERY_CHANNEL`: all of them).
 */
tactful_status tactful_decide_all_count(const struct tactful_engine *engine,
                                        uint32_t channel,
                                        size_t *count,
                                        struct tactful_error **error);

/**
 * Decides for all reasons at once, in the order of the policy, each through its channels, the preferred first.
 * There must be room for all answers: `tactful_decide_all_count`. `decisions` may be NULL if `capacity` is 0.
 * Allocates nothing, as `tactful_decide`.
 *
 * Errors: as `tactful_decide`; `TACTFUL_ERROR_TOO_SMALL` if `capacity` is.
 */
tactful_status tactful_decide_all(const struct tactful_engine *engine,
                                  const struct tactful_question *question,
                                  uint32_t channel,
                                  struct tactful_decision *decisions,
                                  size_t capacity,
                                  size_t *count,
                                  struct tactful_error **error);

/**
 * Lists what stands against a contact now, sorted by rule id. At most `capacity` blocks are written; `count` tells
 * how many there are. `blocks` may be NULL if `capacity` is 0.
 *
 * Errors: as `tactful_decide`.
 */
tactful_status tactful_blocks(const struct tactful_engine *engine,
                              const struct tactful_question *question,
                              uint32_t reason,
                              uint32_t channel,
                              struct tactful_block *blocks,
                              size_t capacity,
                              size_t *count,
                              struct tactful_error **error);

/**
 * The whole answer in words: the verdict, every block with what clears it and when, the binding one marked.
 * Lines are separated by newlines, and the last has none. The buffer is owned by the caller.
 *
 * Errors: as `tactful_decide`; `TACTFUL_ERROR_INVALID_VALUE` for a language that there is not.
 */
tactful_status tactful_explain(const struct tactful_engine *engine,
                               const struct tactful_question *question,
                               uint32_t reason,
                               uint32_t channel,
                               uint32_t language,
                               struct tactful_buffer *explanation,
                               struct tactful_error **error);

/**
 * Compiles a policy in TOML or JSON. `house@1` is there to extend.
 *
 * Errors: whatever is wrong with the document, with path, line and column.
 */
tactful_status tactful_engine_new(const char *policy,
                                  size_t policy_len,
                                  struct tactful_engine **engine,
                                  struct tactful_error **error);

/**
 * Compiles a policy that extends documents of yours, or with newer data of time zones.
 *
 * Errors: as `tactful_engine_new`; `TACTFUL_ERROR_INVALID_TZIF`; `TACTFUL_ERROR_WRONG_SIZE` for the options.
 */
tactful_status tactful_engine_new_with(const char *policy,
                                       size_t policy_len,
                                       const struct tactful_engine_options *options,
                                       struct tactful_engine **engine,
                                       struct tactful_error **error);

/**
 * The engine of the house policy, the one that the library brings along.
 */
tactful_status tactful_engine_house(struct tactful_engine **engine,
                                    struct tactful_error **error);

/**
 * Frees an engine. NULL is allowed.
 */
void tactful_engine_free(struct tactful_engine *engine);

/**
 * What the answers rest on: policy and version, a hash of its content, zone data, semantics version.
 * Borrowed from the engine.
 */
struct tactful_text tactful_engine_fingerprint(const struct tactful_engine *engine);

/**
 * How many reasons the policy has; they are numbered from 0 in its order.
 */
uint32_t tactful_reason_count(const struct tactful_engine *engine);

/**
 * How many channels the policy has, numbered from 0.
 */
uint32_t tactful_channel_count(const struct tactful_engine *engine);

/**
 * How many rules the policy has, numbered from 0 by their ids.
 */
uint32_t tactful_rule_count(const struct tactful_engine *engine);

/**
 * The id of a reason by its number. Borrowed from the engine; `{NULL, 0}` for a number that there is not.
 */
struct tactful_text tactful_reason_id(const struct tactful_engine *engine,
                                      uint32_t reason);

/**
 * The name of a channel by its number. Borrowed from the engine; `{NULL, 0}` for a number that there is not.
 */
struct tactful_text tactful_channel_name(const struct tactful_engine *engine,
                                         uint32_t channel);

/**
 * The id of a rule by its number. Borrowed from the engine; `{NULL, 0}` for a number that there is not.
 */
struct tactful_text tactful_rule_id(const struct tactful_engine *engine,
                                    uint32_t rule);

/**
 * The number of a reason, by its id or a former one. Look it up once and keep it beside the engine.
 *
 * Errors: `TACTFUL_ERROR_UNKNOWN_REASON`, with the nearest known id.
 */
tactful_status tactful_reason(const struct tactful_engine *engine,
                              const char *id,
                              size_t id_len,
                              uint32_t *reason,
                              struct tactful_error **error);

/**
 * The number of a channel, by its name.
 *
 * Errors: `TACTFUL_ERROR_UNKNOWN_CHANNEL`, with the nearest known name.
 */
tactful_status tactful_channel(const struct tactful_engine *engine,
                               const char *name,
                               size_t name_len,
                               uint32_t *channel,
                               struct tactful_error **error);

/**
 * The number of its code, the status that the call returned. 0 for NULL.
 */
tactful_status tactful_error_code(const struct tactful_error *error);

/**
 * What is wrong and what would be right: lower case, without the place. Borrowed from the error.
 */
struct tactful_text tactful_error_message(const struct tactful_error *error);

/**
 * The way through the document or the arguments, e.g. `rules.nights.quiet_hours[0]`; may be empty.
 * Borrowed from the error.
 */
struct tactful_text tactful_error_path(const struct tactful_error *error);

/**
 * The line in the text, from 1; 0 if there is none.
 */
uint32_t tactful_error_line(const struct tactful_error *error);

/**
 * The column in characters, from 1; 0 if there is none.
 */
uint32_t tactful_error_column(const struct tactful_error *error);

/**
 * Frees an error. NULL is allowed.
 */
void tactful_error_free(struct tactful_error *error);

/**
 * Folds the facts of a customer into a standing, as of an instant: seconds since 1970.
 *
 * `known_at` leaves out what was recorded later; 0 or `TACTFUL_NO_TIME`: nothing is left out.
 * `folded` may be NULL.
 *
 * Errors: what is wrong with a fact, with its path such as `facts[3].kind`; `TACTFUL_ERROR_FACT_CONFLICT` if one id
 * belongs to two facts; `TACTFUL_ERROR_REBUILD_NEEDED` for corrections.
 */
tactful_status tactful_fold(const struct tactful_engine *engine,
                            const struct tactful_fact *facts,
                            size_t facts_len,
                            int64_t as_of,
                            int64_t known_at,
                            struct tactful_standing **standing,
                            struct tactful_folded *folded,
                            struct tactful_error **error);

/**
 * Adds facts to a standing: the same as if all had been folded together. Facts later than `as_of` are left out and
 * counted in `folded`, which may be NULL: a standing answers no question from before its latest fact.
 *
 * Errors: as `tactful_fold`; the standing is then as it was.
 */
tactful_status tactful_standing_add(const struct tactful_engine *engine,
                                    struct tactful_standing *standing,
                                    const struct tactful_fact *facts,
                                    size_t facts_len,
                                    int64_t as_of,
                                    struct tactful_folded *folded,
                                    struct tactful_error **error);

/**
 * Adds the facts of a complaint's case to a standing: complaint opened, closed, reopened; commitments made, kept,
 * broken; the contacts of all events that name a channel. Their ids are made of those of the case and its events, so
 * that the same case can be added again after every act. With them an open case holds every ask (C1). Facts later
 * than `as_of` are left out and counted in `folded`, which may be NULL.
 *
 * Errors: as `tactful_fold`; the standing is then as it was.
 */
tactful_status tactful_standing_add_case(const struct tactful_engine *engine,
                                         struct tactful_standing *standing,
                                         const struct tactful_case *case_,
                                         int64_t as_of,
                                         struct tactful_folded *folded,
                                         struct tactful_error **error);

/**
 * Adds what another standing remembers of the same customer: facts that were folded elsewhere.
 *
 * Errors: `TACTFUL_ERROR_STANDING_SHAPE` if another policy folded them; the standing is then as it was.
 */
tactful_status tactful_standing_merge(struct tactful_standing *standing,
                                      const struct tactful_standing *other,
                                      struct tactful_error **error);

/**
 * The same memory for another engine: after a change of policy that asks for no more than is kept.
 *
 * Errors: `TACTFUL_ERROR_STANDING_SHAPE` if the policy asks for more; fold the facts again.
 */
tactful_status tactful_standing_adopt(const struct tactful_engine *engine,
                                      const struct tactful_standing *standing,
                                      struct tactful_standing **adopted,
                                      struct tactful_error **error);

/**
 * The bytes to keep beside the customer. The buffer is owned by the caller.
 */
tactful_status tactful_standing_to_bytes(const struct tactful_standing *standing,
                                         struct tactful_buffer *bytes,
                                         struct tactful_error **error);

/**
 * Reads what `tactful_standing_to_bytes` wrote. Any bytes are safe to give.
 *
 * Errors: `TACTFUL_ERROR_INVALID_STANDING` if they are damaged, `TACTFUL_ERROR_STANDING_SHAPE` if another policy
 * folded them: fold the facts again.
 */
tactful_status tactful_standing_from_bytes(const struct tactful_engine *engine,
                                           const uint8_t *bytes,
                                           size_t bytes_len,
                                           struct tactful_standing **standing,
                                           struct tactful_error **error);

/**
 * The instant of the latest fact that counts, in seconds since 1970; `TACTFUL_NO_TIME` if there is none, or for NULL.
 */
int64_t tactful_standing_watermark(const struct tactful_standing *standing);

/**
 * Frees a standing. NULL is allowed.
 */
void tactful_standing_free(struct tactful_standing *standing);

/**
 * The signposts of emotion in a customer's words, in English and Chinese, from left to right; they do not overlap
 * (C5). At most `capacity` are written; `count` tells how many there are. `finds` may be NULL if `capacity` is 0. The
 * words are those of the library and of the policy; they are compiled on the first call with an engine.
 */
tactful_status tactful_signposts(const struct tactful_engine *engine,
                                 const char *words,
                                 size_t words_len,
                                 struct tactful_find *finds,
                                 size_t capacity,
                                 size_t *count,
                                 struct tactful_error **error);

/**
 * Wording of a reply that makes things worse, with what to say instead (C16): check it before it is sent. None found
 * is no praise. As `tactful_signposts`.
 */
tactful_status tactful_wording(const struct tactful_engine *engine,
                               const char *reply,
                               size_t reply_len,
                               struct tactful_find *finds,
                               size_t capacity,
                               size_t *count,
                               struct tactful_error **error);

/**
 * Frees the bytes of a buffer and sets it to `{NULL, 0}`. NULL, and a buffer that is empty so, are allowed.
 */
void tactful_buffer_free(struct tactful_buffer *buffer);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* TACTFUL_H */
