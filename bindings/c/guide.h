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
