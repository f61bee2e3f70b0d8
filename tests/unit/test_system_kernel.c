/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What /sys and /proc say of a module that is loaded, and of one that comes or goes. */
#include "config.h"

#include "fixture.h"
#include "system/kernel.h"

/*
 * The directory of a module is there before its file and after it: a module that goes is not built
 * in.
 */
static void test_coming_and_going(void **state)
{
	static const struct {
		const char *list;
		enum module_state state;
	} rows[] = {
		{"br_netfilter 32768 0 - Unloading 0x0\n", MODULE_ABSENT},
		{"x 1 0 - Live 0x0\nbr_netfilter 32768 0 - Loading 0x0\n", MODULE_COMING},
		{"br_netfilter_x 32768 0 - Loading 0x0\n", MODULE_BUILT_IN},
	};
	struct fixture *fixture = *state;
	struct kernel kernel = kernel_live(&fixture->root, true);

	fixture_directory(fixture, "/sys/module/br_netfilter");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum module_state found;

		fixture_write(fixture, "/proc/modules", rows[i].list);
		assert_int_equal(kernel.module_state(&kernel, "br_netfilter", &found), 0);
		assert_int_equal(found, rows[i].state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {FIXTURE_TEST(test_coming_and_going)};

	return RUN_GROUP("system_kernel", tests);
}
