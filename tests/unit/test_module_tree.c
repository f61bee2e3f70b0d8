/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /lib/modules: which releases there are, and the bounded search for a file that no index knows. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "system/fingerprint.h"
#include "system/module_tree.h"
#include "text/kernel_release.h"

#define RELEASE "6.1.0-50-amd64"
#define TREE    "/lib/modules/" RELEASE

static void test_release_valid(void **state)
{
	static const struct {
		const char *release;
		bool valid;
	} rows[] = {
		{RELEASE, true}, {"6.12.107+deb13-cloud-amd64", true}, {"1", true},
		{"", false}, {".", false}, {"..", false}, {".hidden", false},
		{"6.1~rc1_x", true}, {"6.1 x", false}, {"6.1;reboot", false}, {"$(reboot)", false},
		{"6.1\n", false}, {"6.1\x1b[31m", false}, {"6.1\xff", false},
		{"../6.1", false}, {"6.1/kernel", false}, {"/", false},
		{"0123456789012345678901234567890123456789012345678901234567890123", true},
		{"01234567890123456789012345678901234567890123456789012345678901234", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (kernel_release_valid(rows[i].release) != rows[i].valid)
			fail_msg("\"%s\"", rows[i].release);
}

static char *releases(struct fixture *fixture)
{
	_cleanup_strv_ char **list = NULL;

	assert_int_equal(module_tree_releases(&fixture->root, &list), 0);
	assert_non_null(list);
	return strv_join(list, " ");
}

static void test_releases(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *none = NULL, *all = NULL;

	none = releases(fixture);
	assert_string_equal(none, "");
	fixture_write(fixture, "/lib/modules/6.1.0-9-amd64/modules.dep.bin", "");
	fixture_write(fixture, "/lib/modules/6.1.0-50-amd64/kernel/a.ko", "");
	fixture_write(fixture, "/lib/modules/6.12.3/modules.builtin", "");
	fixture_write(fixture, "/lib/modules/5.10.0-30-amd64/kernel/a.ko", "");
	/* What a removed kernel leaves is no tree; neither is what has no release for a name. */
	fixture_touch(fixture, "/lib/modules/6.13.0/modules.alias",
		      "/lib/modules/6.14.0/build/Makefile", "/lib/modules/.trash/kernel/a.ko",
		      "/lib/modules/README");
	/* What is wrong with the place of NixOS hides no tree of the usual one. */
	run_command("mkdir -p %s/run && ln -s booted-system %s/run/booted-system", fixture->path,
		    fixture->path);
	all = releases(fixture);
	assert_string_equal(all, "5.10.0-30-amd64 6.1.0-9-amd64 6.1.0-50-amd64 6.12.3");
	assert_true(module_tree_there(&fixture->root, "6.12.3"));
	assert_true(module_tree_there(&fixture->root, RELEASE));
	assert_false(module_tree_there(&fixture->root, "6.13.0"));
	assert_false(module_tree_there(&fixture->root, "7.0"));
}

/* Where /lib is a link to usr/lib, as everywhere today. */
static void test_merged_usr(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *all = NULL, *found = NULL;

	fixture_write(fixture, "/usr/lib/modules/" RELEASE "/kernel/vxlan.ko.xz", "");
	fixture_link(fixture, "/lib", "usr/lib");
	all = releases(fixture);
	assert_string_equal(all, RELEASE);
	assert_int_equal(module_tree_search(&fixture->root, RELEASE, "vxlan", &found), 0);
	assert_string_equal(found, TREE "/kernel/vxlan.ko.xz");
}

static void test_search(void **state)
{
	static const char *const places[] = {
		TREE "/kernel/drivers/net/vxlan/vxlan.ko", TREE "/kernel/drivers/net/vxlan.ko.xz",
		TREE "/updates/dkms/vxlan.ko.zst", TREE "/vxlan.ko.gz",
	};
	struct fixture *fixture = *state;

	fixture_write(fixture, TREE "/kernel/drivers/net/vxlan2.ko", "");
	fixture_write(fixture, TREE "/kernel/drivers/net/vxlan.o", "");
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		_cleanup_free_ char *found = NULL;

		assert_int_equal(module_tree_search(&fixture->root, RELEASE, "vxlan", &found),
				 -ENOENT);
		assert_null(found);
		fixture_write(fixture, places[i], "");
		assert_int_equal(module_tree_search(&fixture->root, RELEASE, "vxlan", &found), 0);
		assert_string_equal(found, places[i]);
		fixture_remove(fixture, places[i]);
	}
}

static int search(struct fixture *fixture, const char *name)
{
	char *found = NULL;
	int r = module_tree_search(&fixture->root, RELEASE, name, &found);

	free(found);
	return r;
}

static void test_search_of_nothing(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(search(fixture, "vxlan"), -ENOENT);
	fixture_write(fixture, TREE, "a file");
	assert_int_equal(search(fixture, "vxlan"), -ENOENT);
}

/* "build" and "source" lead to whole kernel trees, and a link can lead to itself. */
static void test_search_follows_no_link(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/usr/src/linux/drivers/net/vxlan.ko", "");
	fixture_link(fixture, TREE "/build", "/usr/src/linux");
	fixture_link(fixture, TREE "/kernel/round", "..");
	fixture_link(fixture, TREE "/kernel/self", "self");
	assert_int_equal(search(fixture, "vxlan"), -ENOENT);
}

/* A directory of that name is no module. */
static void test_search_wants_a_file(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, TREE "/kernel/vxlan.ko/README", "");
	assert_int_equal(search(fixture, "vxlan"), -ENOENT);
}

static void test_search_is_bounded_in_depth(void **state)
{
	struct fixture *fixture = *state;
	char path[512] = TREE;

	for (int depth = 0; depth < 10; depth++)
		strcat(path, "/d");
	fixture_write(fixture, (strcat(path, "/high.ko"), path), "");
	path[strlen(path) - strlen("/high.ko")] = '\0';
	for (int depth = 0; depth < 90; depth++)
		strcat(path, "/d");
	fixture_write(fixture, (strcat(path, "/deep.ko"), path), "");
	assert_int_equal(search(fixture, "high"), 0);
	assert_true(search(fixture, "deep") < 0);
}

/* Over all directories: none of them alone is too long. */
static void test_search_is_bounded_in_entries(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *first = NULL;

	fixture_touch(fixture, TREE "/a0/0.ko", TREE "/a1/0.ko", TREE "/z/vxlan.ko");
	first = strdup(fixture_path(fixture, TREE "/a0/0.ko"));
	for (int i = 1; i <= 100000; i++) {
		char name[64];

		snprintf(name, sizeof(name), TREE "/a%d/%d.ko", i % 2, i);
		/* Links are cheaper than files; a file system allows a file some 65,000. */
		if (i % 30000 == 0 || link(first, fixture_path(fixture, name)) < 0)
			fixture_write(fixture, name, "");
	}
	assert_int_equal(search(fixture, "vxlan"), -E2BIG);
}

/* A repair of the index shows in the trail by itself: 5,000 files need no watch. */
static void test_search_leaves_no_trail(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **trail = NULL;

	fixture_write(fixture, TREE "/kernel/a.ko", "");
	fixture->root.trail = &trail;
	assert_int_equal(search(fixture, "vxlan"), -ENOENT);
	assert_int_equal(trail_fingerprint(trail, &fixture->root),
			 trail_fingerprint(NULL, &fixture->root));
	assert_ptr_equal(fixture->root.trail, &trail);
	fixture->root.trail = NULL;
}

/* NixOS has the modules of the kernel that runs elsewhere, behind links to its store. */
static void test_nixos(void **state)
{
	struct fixture *fixture = *state;
	const char *srcdir = getenv("srcdir");

	run_command("PATH=$PATH:/sbin:/usr/sbin %s/tests/roots/module-tree %s/nix/store/x-linux 6.6.63 "
		    "2>/dev/null && mkdir -p %s/run && ln -s /nix/store/x-system %s/run/booted-system && "
		    "mkdir %s/nix/store/x-system && "
		    "ln -s /nix/store/x-linux %s/nix/store/x-system/kernel-modules",
		    srcdir ? srcdir : ".", fixture->path, fixture->path, fixture->path, fixture->path,
		    fixture->path);
	fixture_write(fixture, "/etc/os-release", "ID=nixos\nVERSION_ID=\"24.11\"\n");
	fixture->ctx.release = "6.6.63";
	strv_append(&fixture->settings.modules, "vxlan");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "",
		       "shipped: /run/booted-system/kernel-modules/lib/modules/6.6.63/kernel/drivers/net/");
	fixture_remove(fixture, "/nix/store/x-linux/lib/modules/6.6.63/kernel/net/ipv4/udp_tunnel.ko");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-dependency-missing",
		       "/run/booted-system/");
	fixture_remove(fixture, "/nix/store/x-linux/lib/modules/6.6.63/kernel/drivers/net/vxlan/vxlan.ko");
	run_command("cd %s/nix/store/x-linux && PATH=$PATH:/sbin:/usr/sbin depmod -b . 6.6.63", fixture->path);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-not-shipped",
		       "no vxlan.ko in /run/booted-system/kernel-modules/lib/modules/6.6.63");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_release_valid),
		FIXTURE_TEST(test_releases),
		FIXTURE_TEST(test_merged_usr),
		FIXTURE_TEST(test_search),
		FIXTURE_TEST(test_search_of_nothing),
		FIXTURE_TEST(test_search_follows_no_link),
		FIXTURE_TEST(test_search_wants_a_file),
		FIXTURE_TEST(test_search_is_bounded_in_depth),
		FIXTURE_TEST(test_search_is_bounded_in_entries),
		FIXTURE_TEST(test_search_leaves_no_trail),
		FIXTURE_TEST(test_nixos),
	};

	return RUN_GROUP("module_tree", tests);
}
