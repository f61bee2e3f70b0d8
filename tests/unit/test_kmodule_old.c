/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What another libkmod answers: 28 and 29 (Enterprise Linux 9, Ubuntu 22.04) to a tree without an
 * index; 34 to a compressed file where the library that it opens for it is not installed.
 */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libkmod.h>

#include "module/facts.h"
#include "module_fixture.h"

#define LOOKUP "kmod_module_new_from_lookup"
#define INFO   "kmod_module_get_info"

static struct {
	__typeof__(&kmod_module_new_from_lookup) lookup;
	__typeof__(&kmod_get_dirname) get_dirname;
	__typeof__(&kmod_module_get_info) get_info;
	__typeof__(&kmod_module_get_path) get_path;
} library;

static bool has_no_lzma;

static bool tree_has(struct kmod_ctx *ctx, const char *file)
{
	_cleanup_free_ char *path = format_text("%s/%s", library.get_dirname(ctx), file);

	return path && access(path, F_OK) == 0;
}

/*
 * Their libkmod-module.c: what no other index has is looked up in modules.builtin.alias.bin, and
 * where that is not there in modules.builtin.bin; where neither is there, the answer is -ENOSYS.
 */
static int old_lookup(struct kmod_ctx *ctx, const char *name, struct kmod_list **list)
{
	int r = library.lookup(ctx, name, list);

	if (r == 0 && !*list && !tree_has(ctx, "modules.builtin.alias.bin") &&
	    !tree_has(ctx, "modules.builtin.bin"))
		return -ENOSYS;
	return r;
}

/* Its libkmod-file-xz.c: -EINVAL, as of what is damaged. */
static int info_without_lzma(const struct kmod_module *module, struct kmod_list **list)
{
	static const unsigned char magic[6] = {0xfd, '7', 'z', 'X', 'Z', 0};
	_cleanup_close_ int fd = open(library.get_path(module), O_RDONLY | O_CLOEXEC);
	unsigned char head[sizeof(magic)] = {0};

	if (has_no_lzma && read(fd, head, sizeof(head)) == (ssize_t)sizeof(head) &&
	    memcmp(head, magic, sizeof(magic)) == 0)
		return -EINVAL;
	return library.get_info(module, list);
}

void *__real_dlsym(void *handle, const char *name);
void *__wrap_dlsym(void *handle, const char *name);
void *__wrap_dlsym(void *handle, const char *name)
{
	const __typeof__(library.lookup) lookup = old_lookup;
	const __typeof__(library.get_info) get_info = info_without_lzma;
	void *address = __real_dlsym(handle, name), *other;

	if (text_equal(name, LOOKUP)) {
		other = __real_dlsym(handle, "kmod_get_dirname");
		memcpy(&library.lookup, &address, sizeof(address));
		memcpy(&library.get_dirname, &other, sizeof(other));
		memcpy(&address, &lookup, sizeof(address));
	} else if (text_equal(name, INFO)) {
		other = __real_dlsym(handle, "kmod_module_get_path");
		memcpy(&library.get_info, &address, sizeof(address));
		memcpy(&library.get_path, &other, sizeof(other));
		memcpy(&address, &get_info, sizeof(address));
	}
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

/*
 * The index of modules is there, and does not have the module; those of what is built in are not.
 */
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

/*
 * No fault of the file: in an image its own libkmod reads it, and on a node the library is missing.
 */
static void test_no_lzma(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	run_command("cd %s" TREE " && find . -name '*.ko' -exec xz --check=crc32 {} +", fixture->path);
	fixture_depmod(fixture, RELEASE);
	has_no_lzma = true;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "shipped: " VXLAN ".xz");
	fixture->root.confined = false;
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.load.error = -EINVAL;
	fake.state_after = MODULE_ABSENT;
	fake.probe.error = -EOPNOTSUPP;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL,
		       "module-compression-unknown", "vxlan.ko.xz");
	has_no_lzma = false;
	cut(fixture, VXLAN ".xz", 100);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-file-damaged",
		       "vxlan.ko.xz");
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
		T(test_no_index), T(test_no_index_live), T(test_stale), T(test_sound), T(test_no_lzma),
		T(test_load),
	};

	return RUN_GROUP("kmodule_old", tests);
}
