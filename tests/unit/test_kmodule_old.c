/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libkmod 28 and 29 (Enterprise Linux 9, Ubuntu 22.04): what they answer to a tree without an index. */
#include "config.h"

#include <dlfcn.h>
#include <libkmod.h>

#include "module/facts.h"
#include "module_fixture.h"

#define LOOKUP "kmod_module_new_from_lookup"

static struct {
	__typeof__(&kmod_module_new_from_lookup) lookup;
	__typeof__(&kmod_get_dirname) get_dirname;
} library;

static bool tree_has(struct kmod_ctx *ctx, const char *file)
{
	_cleanup_free_ char *path = format_text("%s/%s", library.get_dirname(ctx), file);

	return path && access(path, F_OK) == 0;
}

/*
 * Their libkmod-module.c: what no other index has is looked up in modules.builtin.alias.bin, and where
 * that is not there in modules.builtin.bin; where neither is there, the answer is -ENOSYS.
 */
static int old_lookup(struct kmod_ctx *ctx, const char *name, struct kmod_list **list)
{
	int r = library.lookup(ctx, name, list);

	if (r == 0 && !*list && !tree_has(ctx, "modules.builtin.alias.bin") &&
	    !tree_has(ctx, "modules.builtin.bin"))
		return -ENOSYS;
	return r;
}

void *__real_dlsym(void *handle, const char *name);
void *__wrap_dlsym(void *handle, const char *name);
void *__wrap_dlsym(void *handle, const char *name)
{
	const __typeof__(library.lookup) function = old_lookup;
	void *address = __real_dlsym(handle, name), *dirname;

	if (!text_equal(name, LOOKUP))
		return address;
	dirname = __real_dlsym(handle, "kmod_get_dirname");
	memcpy(&library.lookup, &address, sizeof(address));
	memcpy(&library.get_dirname, &dirname, sizeof(dirname));
	memcpy(&address, &function, sizeof(address));
	return address;
}

static void remove_indexes(struct fixture *fixture)
{
	run_command("rm %s" TREE "/modules.*.bin", fixture->path);
}

/* depmod never ran. The command is executed, and then the module is there. */
static void test_no_index(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	remove_indexes(fixture);
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-index-missing", "vxlan");
	assert_non_null(strstr(finding->remedy, "depmod " RELEASE));
	fixture_depmod(fixture, RELEASE);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "shipped: " VXLAN);
}

/* On a node that runs: the load finds nothing either. */
static void test_no_index_live(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);
	const struct finding *finding;

	remove_indexes(fixture);
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.load.error = -ENOENT;
	fake.state_after = MODULE_ABSENT;
	fake.probe.error = -EOPNOTSUPP;
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-index-missing", "vxlan");
	assert_non_null(strstr(finding->remedy, "depmod " RELEASE));
}

/* The index of modules is there, and does not have the module; those of what is built in are not. */
static void test_stale(void **state)
{
	struct fixture *fixture = *state;

	run_command("cd %s" TREE " && mv kernel/drivers ../drivers", fixture->path);
	fixture_depmod(fixture, RELEASE);
	run_command("cd %s" TREE " && rm modules.builtin.bin modules.builtin.alias.bin && "
		    "mv ../drivers kernel/drivers", fixture->path);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-index-stale",
		       "vxlan");
}

/* A whole tree: nothing differs. */
static void test_sound(void **state)
{
	assert_finding(fixture_check(*state, &check_module), VERDICT_PASS, "", "shipped: " VXLAN);
}

/* In the tree of the machine that runs us, which may have an index or not. */
static void test_load(void **state)
{
	struct module_load load;

	assert_int_equal(kmodule_load("no_such_module_at_all", &load), 0);
	assert_int_equal(load.error, -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		T(test_no_index), T(test_no_index_live), T(test_stale), T(test_sound), T(test_load),
	};

	return RUN_GROUP("kmodule_old", tests);
}
