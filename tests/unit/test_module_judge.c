/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the facts of a module mean: the table. */
#include "config.h"

#include <errno.h>

#include "checks/module_facts.h"
#include "fixture.h"

#define TREE      .tree = true, .has_modules = true
#define LIVE      .live = true
#define INDEXED   .lookup = {.indexed = true}, .in_text_index = true
#define LOAD(...) .load_tried = true, .load = {__VA_ARGS__}
#define FOUND     .found = "/lib/modules/r/kernel/vxlan.ko"
#define LOST      .lost = "/lib/modules/r/kernel/udp_tunnel.ko"

static const struct {
	const char *what;
	struct module_facts facts;
	enum module_answer answer;
	enum cause_id cause;
} rows[] = {
	{"loaded", {LIVE, TREE, .state = MODULE_LOADED}, MODULE_ANSWER_LOADED, CAUSE_NONE},
	{"loaded, its tree gone", {LIVE, .has_modules = true, .state = MODULE_LOADED},
	 MODULE_ANSWER_LOADED, CAUSE_NONE},
	{"loaded, though denied", {LIVE, TREE, .state = MODULE_LOADED, .deny.kind = MODPROBE_BLACKLIST},
	 MODULE_ANSWER_LOADED, CAUSE_NONE},
	{"built in, with an index", {LIVE, TREE, .state = MODULE_BUILT_IN},
	 MODULE_ANSWER_BUILT_IN, CAUSE_NONE},
	{"built in, no tree, no modules", {LIVE, .state = MODULE_BUILT_IN},
	 MODULE_ANSWER_BUILT_IN, CAUSE_NONE},
	{"built in, not in /sys, a link works", {LIVE, .link_works = true},
	 MODULE_ANSWER_BUILT_IN, CAUSE_NONE},
	{"image: built in by the binary index", {TREE, .lookup = {.built_in = true}},
	 MODULE_ANSWER_BUILT_IN, CAUSE_NONE},
	{"image: built in by the text", {TREE, .lookup = {.no_index = true}, .in_text_builtin = true},
	 MODULE_ANSWER_BUILT_IN, CAUSE_NONE},
	{"loadable", {LIVE, TREE, INDEXED}, MODULE_ANSWER_LOADABLE, CAUSE_NONE},
	{"image: loadable", {TREE, INDEXED}, MODULE_ANSWER_LOADABLE, CAUSE_NONE},
	{"an install line alone is no fault", {LIVE, TREE, INDEXED, .install.kind = MODPROBE_INSTALL},
	 MODULE_ANSWER_LOADABLE, CAUSE_NONE},
	{"no module support", {LIVE, .has_modules = false}, MODULE_ANSWER_FAULT,
	 CAUSE_KERNEL_WITHOUT_MODULES},
	{"tree gone", {LIVE, .has_modules = true, .other_trees = true}, MODULE_ANSWER_FAULT,
	 CAUSE_MODULE_TREE_GONE},
	{"index damaged", {LIVE, TREE, FOUND, .lookup = {.bad_index = true}}, MODULE_ANSWER_FAULT,
	 CAUSE_MODULE_INDEX_DAMAGED},
	{"index cut short: the text still knows it", {LIVE, TREE, FOUND, .in_text_index = true},
	 MODULE_ANSWER_FAULT, CAUSE_MODULE_INDEX_DAMAGED},
	{"index missing", {LIVE, TREE, FOUND, .lookup = {.no_index = true}}, MODULE_ANSWER_FAULT,
	 CAUSE_MODULE_INDEX_MISSING},
	{"index stale", {LIVE, TREE, FOUND}, MODULE_ANSWER_FAULT, CAUSE_MODULE_INDEX_STALE},
	{"not shipped", {LIVE, TREE}, MODULE_ANSWER_FAULT, CAUSE_MODULE_NOT_SHIPPED},
	{"not shipped and no index", {LIVE, TREE, .lookup = {.no_index = true}}, MODULE_ANSWER_FAULT,
	 CAUSE_MODULE_NOT_SHIPPED},
	{"a dependency's file missing", {LIVE, TREE, INDEXED, LOST}, MODULE_ANSWER_FAULT,
	 CAUSE_MODULE_FILE_MISSING},
	{"the same, after a load", {LIVE, TREE, INDEXED, LOST, LOAD(.error = -ENOENT)},
	 MODULE_ANSWER_FAULT, CAUSE_MODULE_FILE_MISSING},
	{"denied, seen before a load", {LIVE, TREE, INDEXED, .deny.kind = MODPROBE_BLACKLIST},
	 MODULE_ANSWER_FAULT, CAUSE_MODULE_DENIED},
	{"denied, as libkmod says", {LIVE, TREE, INDEXED, LOAD(.denied = true)}, MODULE_ANSWER_FAULT,
	 CAUSE_MODULE_DENIED},
	{"denied by the kernel's own list",
	 {LIVE, TREE, INDEXED, LOAD(.error = -EPERM), .deny.kind = MODPROBE_BLACKLIST},
	 MODULE_ANSWER_FAULT, CAUSE_MODULE_DENIED},
	{"load failed", {LIVE, TREE, INDEXED, LOAD(.error = -EKEYREJECTED)}, MODULE_ANSWER_FAULT,
	 CAUSE_MODULE_LOAD_FAILED},
	{"load timed out", {LIVE, TREE, INDEXED, LOAD(.error = -ETIMEDOUT, .timeout = true)},
	 MODULE_ANSWER_FAULT, CAUSE_MODULE_LOAD_FAILED},
	{"libkmod crashed", {LIVE, TREE, INDEXED, LOAD(.error = -EBADMSG, .signal = 6)},
	 MODULE_ANSWER_FAULT, CAUSE_MODULE_INDEX_DAMAGED},
	{"success, and not loaded", {LIVE, TREE, INDEXED, LOAD(.error = 0)}, MODULE_ANSWER_FAULT,
	 CAUSE_MODULE_LOAD_VOID},
	{"a load under way that does not end", {LIVE, TREE, INDEXED, .state = MODULE_COMING,
						LOAD(.error = 0)},
	 MODULE_ANSWER_FAULT, CAUSE_MODULE_LOAD_VOID},
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum cause_id cause = CAUSE_OUT_OF_MEMORY;
		enum module_answer answer = module_judge(&rows[i].facts, &cause);

		if (answer != rows[i].answer || cause != rows[i].cause)
			fail_msg("%s: answer %d, cause %s", rows[i].what, answer,
				 cause ? cause_get(cause)->name : "none");
	}
}

/* The gate never passes without proof: whatever the other facts, a tried load that did not end in
 * a loaded module, with no working link, is a fault. */
static void test_tried_is_never_loadable(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct module_facts facts = rows[i].facts;
		enum cause_id cause;

		if (!facts.live || facts.link_works || facts.lookup.built_in ||
		    facts.state == MODULE_LOADED || facts.state == MODULE_BUILT_IN)
			continue;
		facts.load_tried = true;
		assert_int_equal(module_judge(&facts, &cause), MODULE_ANSWER_FAULT);
		assert_int_not_equal(cause, CAUSE_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_tried_is_never_loadable),
	};

	return RUN_GROUP("module_judge", tests);
}
