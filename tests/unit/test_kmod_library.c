/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libkmod is opened when it is asked, once, and not at all for a module that is loaded and in order. */
#include "config.h"

#include <dlfcn.h>
#include <stdbool.h>

#include "module_fixture.h"

static const char *instead; /* what is opened in its place; "" for nothing, NULL for itself */
static unsigned int opened;

void *__real_dlopen(const char *name, int flags);
void *__wrap_dlopen(const char *name, int flags);
void *__wrap_dlopen(const char *name, int flags)
{
	opened++;
	if (instead)
		return *instead ? __real_dlopen(instead, flags) : NULL;
	return __real_dlopen(name, flags);
}

/* First of all, for the library that is found stays open. */
static void test_missing(void **state)
{
	static const char *const others[] = {"", "libc.so.6"};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		instead = others[i];
		assert_finding(fixture_check(fixture, &check_module), VERDICT_ERROR, "module-unknown",
			       "libkmod2 (Debian, Ubuntu, SUSE)");
	}
	assert_int_equal(report_fitness(&fixture->report), FITNESS_UNKNOWN);
	instead = NULL;
}

static void test_loaded(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	opened = 0;
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.state = MODULE_LOADED;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan loaded");
	assert_int_equal(opened, 0);
}

static void test_once(void **state)
{
	struct fixture *fixture = *state;

	opened = 0;
	for (int i = 0; i < 2; i++)
		assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "",
			       "shipped: " VXLAN);
	assert_int_equal(opened, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		T(test_missing), T(test_loaded), T(test_once),
	};

	return RUN_GROUP("kmod_library", tests);
}
