/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command that puts a file aside is executed, again and again, and nothing is lost. */
#include "config.h"

#include <limits.h>

#include "runtime_fixture.h"
#include "system/quarantine.h"

#define NET   "/etc/cni/net.d"
#define FILE_ NET "/10-x.conflist"
#define ASIDE QUARANTINE_SUFFIX
#define SOUND "{\"name\":\"n\",\"cniVersion\":\"1.0.0\",\"plugins\":[{\"type\":\"flannel\"}]}"

static const struct finding *execute(struct fixture *fixture, const char *part)
{
	const struct finding *finding = fixture_check(fixture, &check_cni_config);

	assert_true(finding->verdict >= VERDICT_ERROR);
	assert_non_null(finding->remedy);
	if (!strstr(finding->remedy, part))
		fail_msg("\"%s\" has no \"%s\"", finding->remedy, part);
	run_command("%s", finding->remedy);
	return finding;
}

static void expect_text(struct fixture *fixture, const char *path, const char *text)
{
	_cleanup_free_ char *found = NULL;

	assert_int_equal(sysroot_read(&fixture->root, path, 4096, &found, NULL), 0);
	assert_string_equal(found, text);
}

static void expect_entries(struct fixture *fixture, const char *path, size_t count)
{
	_cleanup_strv_ char **names = NULL;

	assert_int_equal(sysroot_list(&fixture->root, path, 99, &names), 0);
	assert_int_equal(strv_length(names), count);
}

/* The file comes back broken, three times: each is kept, and the last but one mends nothing else. */
static void test_again(void **state)
{
	static const char *const texts[] = {"{ first", "{ second", "{ third"};
	struct fixture *fixture = *state;
	_cleanup_free_ char *command = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		fixture_write(fixture, FILE_, texts[i]);
		execute(fixture, "mv ");
		assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_PASS, "", "waits");
	}
	expect_text(fixture, FILE_ ASIDE ".~1~", texts[0]);
	expect_text(fixture, FILE_ ASIDE ".~2~", texts[1]);
	expect_text(fixture, FILE_ ASIDE, texts[2]);
	expect_entries(fixture, NET, ARRAY_SIZE(texts));

	/* Typed again where there is nothing to move, it fails and changes nothing. */
	fixture_write(fixture, FILE_, "{");
	command = strdup(execute(fixture, FILE_)->remedy);
	run_command("! %s 2> /dev/null", command);
	expect_text(fixture, FILE_ ASIDE, "{");
	expect_entries(fixture, NET, ARRAY_SIZE(texts) + 1);
}

/* What is no file, too, and it stays what it is. */
static void test_kinds(void **state)
{
	struct fixture *fixture = *state;
	struct stat status;

	fixture_fifo(fixture, FILE_);
	execute(fixture, FILE_);
	fixture_link(fixture, FILE_, "gone");
	execute(fixture, FILE_);
	run_command("mknod %s" FILE_ " b 7 200 2> /dev/null || mkfifo %s" FILE_, fixture->path, fixture->path);
	execute(fixture, FILE_);
	assert_int_equal(sysroot_lstat(&fixture->root, FILE_ ASIDE ".~1~", &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
	assert_int_equal(sysroot_lstat(&fixture->root, FILE_ ASIDE ".~2~", &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(sysroot_lstat(&fixture->root, FILE_ ASIDE, &status), 0);
	assert_true(S_ISBLK(status.st_mode) || S_ISFIFO(status.st_mode));
}

/* A name that leaves no room for what is added to it. */
static void test_long_name(void **state)
{
	char path[sizeof(NET) + 1 + NAME_MAX] = NET "/";
	struct fixture *fixture = *state;

	memset(path + strlen(path), 'x', NAME_MAX - strlen(".conf"));
	strcat(path, ".conf");
	for (size_t i = 1; i <= 2; i++) {
		fixture_write(fixture, path, "{");
		execute(fixture, "mv ");
		expect_entries(fixture, NET, i);
	}
}

/*
 * An image whose directory is a link to an absolute path, which the machine that runs us has as well:
 * there lies a file of the same name, and it is left alone.
 */
static void test_image(void **state)
{
	struct fixture *fixture = *state, *builder;
	_cleanup_free_ char *place = NULL, *file = NULL;
	void *other;

	fixture_setup(&other);
	builder = other;
	place = format_text("%s" NET, builder->path);
	file = format_text("%s/10-x.conflist", place);
	fixture_write(builder, FILE_, "the builder's own");
	fixture_link(fixture, NET, place);
	fixture_write(fixture, file, "{");
	fixture_write(fixture, "/root/kept", "");
	execute(fixture, "mv ");
	expect_text(builder, FILE_, "the builder's own");
	expect_entries(builder, NET, 1);
	assert_false(sysroot_exists(&fixture->root, FILE_));
	expect_text(fixture, FILE_ ASIDE, "{");
	expect_entries(fixture, "/root", 1);
	fixture_teardown(&other);
}

/* One whose directory is a link within it: the command has none. */
static void test_image_relative(void **state)
{
	struct fixture *fixture = *state;

	fixture_link(fixture, NET, "../../opt/net.d");
	fixture_write(fixture, "/opt/net.d/10-x.conflist", "{");
	execute(fixture, "/opt/net.d/10-x.conflist" ASIDE);
	expect_text(fixture, "/opt/net.d/10-x.conflist" ASIDE, "{");
}

/* A command that follows the last name, too, stays in the image: the mode of a plugin. */
static void test_image_mode(void **state)
{
	struct fixture *fixture = *state, *builder;
	_cleanup_free_ char *plugin = NULL;
	const struct finding *found = NULL;
	struct stat status;
	void *other;

	fixture_setup(&other);
	builder = other;
	fixture_write(builder, "/flannel", "#!/bin/sh\n");
	plugin = strdup(fixture_path(builder, "/flannel"));
	fixture_write(fixture, plugin, "#!/bin/sh\n");
	fixture_link(fixture, "/opt/cni/bin/flannel", plugin);
	fixture_write(fixture, "/bin/sh", "");
	run_command("chmod 755 %s/bin/sh", fixture->path);
	fixture_write(fixture, FILE_, SOUND);
	fixture_check(fixture, &check_cni_plugins);
	for (size_t i = 0; i < fixture->report.count && !found; i++)
		if (fixture->report.findings[i].remedy &&
		    strstr(fixture->report.findings[i].remedy, "chmod 0755 "))
			found = &fixture->report.findings[i];
	assert_non_null(found);
	run_command("%s && %s", found->remedy, found->remedy);
	assert_int_equal(sysroot_stat(&fixture->root, "/opt/cni/bin/flannel", &status), 0);
	assert_int_equal(status.st_mode & 0777, 0755);
	assert_int_equal(stat(plugin, &status), 0);
	assert_int_equal(status.st_mode & 0111, 0);
	fixture_teardown(&other);
}

/* What stands in the place of the directory, or above it; a second run leaves the new directory. */
static void test_obstacle(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *command = NULL;

	fixture_write(fixture, "/etc/cni", "kept");
	fixture_write(fixture, "/etc/containerd/config.toml", "");
	command = strdup(execute(fixture, " && mkdir -p ")->remedy);
	fixture_write(fixture, FILE_, SOUND);
	run_command("%s", command);
	expect_text(fixture, "/etc/cni" ASIDE, "kept");
	assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_PASS, "", "flannel");

	run_command("rm -r %s/etc/cni && ln -s /nowhere %s/etc/cni", fixture->path, fixture->path);
	execute(fixture, " && mkdir -p ");
	expect_text(fixture, "/etc/cni" ASIDE ".~1~", "kept");
	assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_PASS, "", "waits");
}

/* CRI-O reads each file of its drop-in directory, whatever its name. */
static void test_drop_in(void **state)
{
	static const char *const files[] = {"/etc/crio/crio.conf.d/10-x", "/etc/crio/crio.conf.d/a/10-x"};
	struct fixture *fixture = *state;

	fixture_touch(fixture, "/usr/bin/crio", "/etc/crio/crio.conf");
	fixture->settings.runtime = RUNTIME_CRIO;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		fixture_link(fixture, files[i], "gone");
		execute(fixture, "mv ");
		assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_PASS, "", "waits");
	}
	expect_entries(fixture, "/etc/crio", 4);
}

/* And containerd what a pattern takes; its own file stays where one looks for it. */
static void test_import(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, "version = 2\nimports = ['/opt/parts/*']\n");
	fixture_fifo(fixture, "/opt/parts/x");
	execute(fixture, "mv ");
	assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_PASS, "", "waits");
	fixture_remove(fixture, CONTAINERD);
	fixture_link(fixture, CONTAINERD, "nowhere");
	execute(fixture, "mv ");
	expect_entries(fixture, "/etc/containerd", 1);
	assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_PASS, "", "waits");
}

/* A directory of drop-ins that is none, of a unit whose command says where all the rest is. */
static void test_unit_directory(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/etc/systemd/system/kubelet.service", "[Service]\nExecStart=/x\n");
	fixture_link(fixture, "/etc/systemd/system/kubelet.service.d", "kubelet.service.d");
	execute(fixture, "/etc/systemd/system/kubelet.service.d ");
	assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_PASS, "", "waits");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_again),          FIXTURE_TEST(test_kinds),
		FIXTURE_TEST(test_long_name),      FIXTURE_TEST(test_image),
		FIXTURE_TEST(test_image_relative), FIXTURE_TEST(test_obstacle),
		FIXTURE_TEST(test_drop_in),        FIXTURE_TEST(test_import),
		FIXTURE_TEST(test_unit_directory), FIXTURE_TEST(test_image_mode),
	};

	return RUN_GROUP("core_remedy", tests);
}
