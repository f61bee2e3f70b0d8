/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the settings come from: precedence, masks, and files that are no files. */
#include "config.h"

#include <signal.h>
#include <sys/wait.h>

#include "settings_fixture.h"

#define VENDOR      "/usr/lib/kubelet-preflight.conf"
#define ADMIN_DROP  "/etc/kubelet-preflight.conf.d/"
#define VENDOR_DROP "/usr/lib/kubelet-preflight.conf.d/"

#define LOOKS 10000 /* of which a reader that looks twice takes some for links */

static void set_modules(struct fixture *fixture, const char *path, const char *module)
{
	_cleanup_free_ char *text = format_text("[Kernel]\nModules=%s\n", module);

	fixture_write(fixture, path, text);
}

/* The modules in force; the files must be sound. */
static void assert_modules(struct fixture *fixture, const char *expected)
{
	_cleanup_reading_ struct reading reading = look(fixture);

	assert_sound(&reading);
	assert_string_equal(reading.modules, expected);
}

/* The file is left out, with one line that starts with it; what else there is counts. */
static void assert_refused(struct fixture *fixture, const char *file, const char *part)
{
	_cleanup_reading_ struct reading reading = {0};

	set_modules(fixture, VENDOR_DROP "99-other.conf", "other");
	reading = look(fixture);
	assert_counts(&reading, 1, 0);
	assert_error(fixture, &reading, file, 0, part);
	assert_string_equal(reading.modules, "other");
	fixture_remove(fixture, VENDOR_DROP "99-other.conf");
}

static void test_admin_replaces_vendor(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, VENDOR, "[Kernel]\nModules=vendor\nProbe=no\n");
	assert_modules(fixture, "vendor");
	fixture_write(fixture, ADMIN, "[CNI]\nInvalid=warn\n");
	assert_modules(fixture, "vxlan"); /* the whole file is replaced, not merged */
	set_modules(fixture, ADMIN, "admin");
	assert_modules(fixture, "admin");
	/* A vendor's file that is replaced may be as wrong as it likes. */
	fixture_write(fixture, VENDOR, "[Foo]\nBar=1\n");
	assert_modules(fixture, "admin");
}

static void test_dropins_in_order(void **state)
{
	struct fixture *fixture = *state;

	set_modules(fixture, ADMIN, "admin");
	set_modules(fixture, VENDOR_DROP "10-a.conf", "vendor10");
	assert_modules(fixture, "vendor10");
	set_modules(fixture, ADMIN_DROP "05-a.conf", "admin05");
	assert_modules(fixture, "vendor10"); /* by name, whatever directory it is in */
	set_modules(fixture, ADMIN_DROP "10-a.conf", "admin10");
	assert_modules(fixture, "admin10"); /* of one name, /etc wins */
	set_modules(fixture, VENDOR_DROP "50-b.conf", "vendor50");
	assert_modules(fixture, "vendor50");
	set_modules(fixture, ADMIN_DROP "90-c.confx", "ignored");
	assert_modules(fixture, "vendor50");
	/* A drop-in says what it says and leaves the rest. */
	fixture_write(fixture, ADMIN_DROP "95-d.conf", "[CNI]\nAbsent=block\n");
	assert_modules(fixture, "vendor50");
}

static void test_same_name_is_replaced_whole(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, VENDOR_DROP "10-a.conf", "[Kernel]\nModules=vendor\n[Foo]\nBar=1\n");
	fixture_write(fixture, ADMIN_DROP "10-a.conf", "[CNI]\nAbsent=block\n");
	assert_modules(fixture, "vxlan");
	fixture_write(fixture, ADMIN_DROP "10-a.conf", "");
	assert_modules(fixture, "vxlan"); /* an empty file masks too */
}

static void make_null(struct fixture *fixture)
{
	fixture_directory(fixture, "/dev");
	/* Only root makes a device; what counts is where the link leads. */
	if (mknod(fixture_path(fixture, "/dev/null"), S_IFCHR | 0666, 0x0103) < 0)
		fixture_fifo(fixture, "/dev/null");
}

/* With a /dev/null as on a live system, and without one as in an image. */
static void test_masks(void **state)
{
	struct fixture *fixture = *state;

	for (int live = 0; live < 2; live++) {
		if (live)
			make_null(fixture);
		set_modules(fixture, VENDOR_DROP "10-a.conf", "vendor");
		fixture_link(fixture, ADMIN_DROP "10-a.conf", "/dev/null");
		assert_modules(fixture, "vxlan");
		fixture_remove(fixture, ADMIN_DROP "10-a.conf");
		fixture_remove(fixture, VENDOR_DROP "10-a.conf");
	}
}

static void test_masked_main_file(void **state)
{
	struct fixture *fixture = *state;

	set_modules(fixture, VENDOR, "vendor");
	fixture_link(fixture, ADMIN, "/dev/null");
	make_null(fixture);
	assert_modules(fixture, "vxlan");
}

/* In an image /dev is empty: the same link must mean the same. */
static void test_masked_main_file_of_an_image(void **state)
{
	struct fixture *fixture = *state;

	set_modules(fixture, VENDOR, "vendor");
	fixture_link(fixture, ADMIN, "/dev/null");
	assert_modules(fixture, "vxlan");
}

/* A link that leads nowhere is a file that somebody misses, and no absent file. */
static void test_dangling(void **state)
{
	struct fixture *fixture = *state;

	fixture_link(fixture, ADMIN, "/srv/config/preflight.conf");
	assert_refused(fixture, ADMIN, "dangling symbolic link");
	fixture_remove(fixture, ADMIN);
	fixture_link(fixture, ADMIN_DROP "10-a.conf", "/srv/config/preflight.conf");
	assert_refused(fixture, ADMIN_DROP "10-a.conf", "dangling symbolic link");
}

static void test_what_is_no_file(void **state)
{
	static const char *const files[] = {ADMIN, VENDOR, ADMIN_DROP "10-a.conf",
					    VENDOR_DROP "a.conf"};
	struct fixture *fixture = *state;

	fixture_touch(fixture, ADMIN_DROP "README", VENDOR_DROP "README");
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		fixture_fifo(fixture, files[i]);
		assert_refused(fixture, files[i], "FIFO");
		fixture_remove(fixture, files[i]);
		fixture_directory(fixture, files[i]);
		assert_refused(fixture, files[i], "directory");
		fixture_remove(fixture, files[i]);
		fixture_link(fixture, files[i], strrchr(files[i], '/') + 1);
		assert_refused(fixture, files[i], "too many levels");
		fixture_remove(fixture, files[i]);
	}
}

static void test_size(void **state)
{
	struct fixture *fixture = *state;
	char *text = malloc(SYSROOT_TEXT_MAX + 1);

	assert_non_null(text);
	memset(text, '\n', SYSROOT_TEXT_MAX + 1);
	fixture_write_bytes(fixture, ADMIN, text, SYSROOT_TEXT_MAX + 1);
	assert_refused(fixture, ADMIN, "exceeds the size limit");
	fixture_write_bytes(fixture, ADMIN, text, SYSROOT_TEXT_MAX);
	assert_modules(fixture, "vxlan");
	free(text);
}

static void test_nul_byte(void **state)
{
	static const char text[] = "[Kernel]\nModules=geneve\n\0[Foo]\n";

	fixture_write_bytes(*state, ADMIN, text, sizeof(text) - 1);
	assert_refused(*state, ADMIN, "NUL");
}

/* A link out of the root leads to what is inside of it, or to nothing. */
static void test_links_stay_in_the_root(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_reading_ struct reading reading = {0};
	char outside[80];

	set_modules(fixture, "/srv/preflight.conf", "inside");
	fixture_link(fixture, ADMIN, "/srv/preflight.conf");
	assert_modules(fixture, "inside");
	fixture_remove(fixture, ADMIN);
	fixture_link(fixture, ADMIN, "../../../../../../srv/preflight.conf");
	assert_modules(fixture, "inside");
	fixture_remove(fixture, ADMIN);
	/* Whatever is said of it, the file outside is not read. */
	snprintf(outside, sizeof(outside), "%s.conf", fixture->path);
	assert_int_equal(rename(fixture_path(fixture, "/srv/preflight.conf"), outside), 0);
	fixture_link(fixture, ADMIN, outside);
	reading = look(fixture);
	assert_false(strv_contains(reading.settings.modules, "inside"));
	assert_int_equal(unlink(outside), 0);
}

/* A directory that cannot be listed takes its own files with it, and no others. */
static void test_directory_that_cannot_be_listed(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_reading_ struct reading reading = {0};

	fixture_link(fixture, "/usr/lib/kubelet-preflight.conf.d", "kubelet-preflight.conf.d");
	set_modules(fixture, ADMIN_DROP "a.conf", "admin");
	reading = look(fixture);
	assert_counts(&reading, 1, 0);
	assert_error(fixture, &reading, "/usr/lib/kubelet-preflight.conf.d", 0, "cannot be read");
	assert_string_equal(reading.modules, "admin");
}

static void test_file_that_may_not_be_read(void **state)
{
	struct fixture *fixture = *state;

	if (geteuid() == 0) {
		print_message("# root reads every file\n");
		return;
	}
	set_modules(fixture, ADMIN, "admin");
	assert_int_equal(chmod(fixture_path(fixture, ADMIN), 0), 0);
	assert_refused(fixture, ADMIN, "Permission denied");
}

/* Files that are named, as if they were drop-ins and there was nothing else. */
static void test_named_files(void **state)
{
	struct fixture *fixture = *state;
	char *paths[] = {(char *)"a.conf", (char *)"/b.conf", (char *)"none.conf",
			 (char *)"b.conf", NULL};
	struct settings settings;
	struct settings_problems problems;

	set_modules(fixture, ADMIN, "admin");
	fixture_write(fixture, "/sub/a.conf", "[Kernel]\nModules=a\nProbe=no\n");
	fixture_write(fixture, "/b.conf", "[Kernel]\nModules=b\nFoo=1\n");
	settings_read_files(&fixture->root, "/sub", paths, &settings, &problems);
	assert_int_equal(problems.count, 3);
	assert_true(text_starts(problems.list[0].text, "/b.conf:3: Foo is not a key"));
	assert_string_equal(problems.list[1].text,
			    "none.conf: it cannot be read: No such file or directory");
	assert_true(text_starts(problems.list[2].text, "b.conf: it cannot be read"));
	assert_string_equal(settings.modules[0], "b");
	assert_false(settings.probe);
	assert_string_equal(settings_origin(&settings, "Kernel", "Probe")->file, "a.conf");
	settings_free(&settings);
	settings_problems_free(&problems);
}

/* An editor takes the file away and writes it anew, for as long as it is let. */
static void write_again_and_again(struct fixture *fixture)
{
	_cleanup_free_ char *path = strdup(fixture_path(fixture, ADMIN));
	_cleanup_free_ char *backup = format_text("%s~", path);

	for (;;) {
		FILE *file;

		(void)rename(path, backup);
		file = fopen(path, "wxe");
		if (file)
			fclose(file);
		usleep(50);
	}
}

/* A file that comes back is no link to nothing. */
static void test_comes_back(void **state)
{
	struct fixture *fixture = *state;
	int status;
	pid_t pid;

	fixture_write(fixture, ADMIN, "");
	pid = fork();
	if (pid == 0)
		write_again_and_again(fixture);
	for (int i = 0; i < LOOKS; i++)
		assert_modules(fixture, "vxlan");
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_admin_replaces_vendor),
		FIXTURE_TEST(test_dropins_in_order),
		FIXTURE_TEST(test_same_name_is_replaced_whole),
		FIXTURE_TEST(test_masks),
		FIXTURE_TEST(test_masked_main_file),
		FIXTURE_TEST(test_masked_main_file_of_an_image),
		FIXTURE_TEST(test_dangling),
		FIXTURE_TEST(test_comes_back),
		FIXTURE_TEST(test_what_is_no_file),
		FIXTURE_TEST(test_size),
		FIXTURE_TEST(test_nul_byte),
		FIXTURE_TEST(test_links_stay_in_the_root),
		FIXTURE_TEST(test_directory_that_cannot_be_listed),
		FIXTURE_TEST(test_file_that_may_not_be_read),
		FIXTURE_TEST(test_named_files),
	};

	return RUN_GROUP("settings_file", tests);
}
