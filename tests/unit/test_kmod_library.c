/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libkmod is opened when it is asked, once, and not at all for a module that is loaded and in
 * order.
 */
#include "config.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "module/facts.h"
#include "module_fixture.h"

/* Instead of a library. */
#define CUT_OFF   ""   /* the linker dies in it */
#define NO_MEMORY "no" /* there is no memory to open it */

static const char *instead;  /* what is opened in its place; NULL for itself */
static unsigned int *opened; /* how often, by us and by our children */

void *__real_dlopen(const char *name, int flags);
void *__wrap_dlopen(const char *name, int flags);
void *__wrap_dlopen(const char *name, int flags)
{
	(*opened)++;
	if (instead && !*instead)
		raise(SIGBUS);
	if (instead && text_equal(instead, NO_MEMORY))
		out_of_memory();
	return __real_dlopen(instead ? instead : name, flags);
}

/* The first two, for the library that is found stays open. */
static void test_missing(void **state)
{
	static const char *const others[] = {"/no/libkmod.so.2", "libc.so.6", CUT_OFF};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		instead = others[i];
		assert_finding(fixture_check(fixture, &check_module), VERDICT_ERROR, "module-unknown",
			       "lacks a function that this program calls: it is in the package libkmod2 "
			       "(Debian, Ubuntu, SUSE)");
	}
	assert_int_equal(report_fitness(&fixture->report), FITNESS_UNKNOWN);
	instead = NULL;
}

/* That says nothing of the library, nor of the index. */
static void test_no_memory(void **state)
{
	struct fixture *fixture = *state;

	instead = NO_MEMORY;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_ERROR, "module-unknown",
		       "Cannot allocate memory");
	assert_int_equal(report_fitness(&fixture->report), FITNESS_UNKNOWN);
	instead = NULL;
}

/* The command is of the live node; an image is looked at with another machine's library. */
static void test_remedy(void **state)
{
	static const struct {
		const char *system, *command;
	} rows[] = {
		{"ID=debian\n", APT_INSTALL " --reinstall libkmod2"},
		{"ID=ubuntu\nID_LIKE=debian\n", APT_INSTALL " --reinstall libkmod2"},
		{"ID=opensuse-leap\nID_LIKE=\"suse opensuse\"\n",
		 "zypper -n install --force libkmod2"},
		{"ID=rocky\nID_LIKE=\"rhel centos fedora\"\n", "dnf -y reinstall kmod-libs"},
		{"ID=arch\n", "none"},
	};
	struct fixture *fixture = *state;

	assert_null(module_remedy_library(&fixture->ctx).command);
	fixture->root.confined = false;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_remedy_ struct remedy remedy = {0};

		fixture_write(fixture, "/etc/os-release", rows[i].system);
		remedy = module_remedy_library(&fixture->ctx);
		assert_string_equal(remedy.command ? remedy.command : "none", rows[i].command);
	}
}

/* What our library cannot load, the kernel's own modprobe does when a link is made. */
static void test_kernel_loads(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.load_result = -ELIBACC;
	fake.state_after = MODULE_ABSENT;
	fake.probe_loads = true;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan loaded");
}

static void test_loaded(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	*opened = 0;
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.state = MODULE_LOADED;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan loaded");
	assert_int_equal(*opened, 0);
}

/* By a child, and when that could by us, for those that follow. */
static void test_once(void **state)
{
	struct fixture *fixture = *state;

	*opened = 0;
	for (int i = 0; i < 2; i++)
		assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "",
			       "shipped: " VXLAN);
	assert_int_equal(*opened, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		T(test_missing),      T(test_no_memory), T(test_remedy),
		T(test_kernel_loads), T(test_loaded),    T(test_once),
	};

	opened = mmap(NULL, sizeof(*opened), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (opened == MAP_FAILED)
		return EXIT_FAILURE;
	return RUN_GROUP("kmod_library", tests);
}
