/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A root of its own for a test. */
#include "config.h"

#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fixture.h"
#include "output/json.h"

#undef report_free

int fixture_setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	snprintf(fixture->path, sizeof(fixture->path), "/tmp/preflight-test-XXXXXX");
	assert_non_null(mkdtemp(fixture->path));
	assert_int_equal(sysroot_open(&fixture->root, fixture->path), 0);
	settings_default(&fixture->settings);
	report_init(&fixture->report, "6.1.0-50-cloud-amd64", fixture->path);
	fixture->ctx = (struct context){
		.settings = &fixture->settings,
		.root = &fixture->root,
		.release = "6.1.0-50-cloud-amd64",
	};
	*state = fixture;
	return 0;
}

void fixture_document(const char *text)
{
	const char *path = getenv("TEST_DOCUMENTS");
	FILE *stream = path ? fopen(path, "ae") : NULL;

	if (!stream)
		return;
	fputs(text, stream);
	fclose(stream);
}

void fixture_report_free(struct report *report)
{
	_cleanup_free_ char *text = report->count > 0 ? json_report(report) : NULL;

	if (text)
		fixture_document(text);
	report_free(report);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	return remove(path);
}

int fixture_teardown(void **state)
{
	struct fixture *fixture = *state;

	fixture_report_free(&fixture->report);
	settings_free(&fixture->settings);
	sysroot_close(&fixture->root);
	nftw(fixture->path, remove_entry, 32, FTW_DEPTH | FTW_PHYS);
	free(fixture);
	return 0;
}

const char *fixture_path(struct fixture *fixture, const char *path)
{
	static char whole[PATH_MAX];

	snprintf(whole, sizeof(whole), "%s%s", fixture->path, path);
	return whole;
}

static void make_parents(struct fixture *fixture, const char *path)
{
	char whole[PATH_MAX];

	snprintf(whole, sizeof(whole), "%s", fixture_path(fixture, path));
	for (char *slash = whole + strlen(fixture->path) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(whole, 0755);
		*slash = '/';
	}
}

void fixture_write_bytes(struct fixture *fixture, const char *path, const void *bytes, size_t size)
{
	FILE *file;

	make_parents(fixture, path);
	file = fopen(fixture_path(fixture, path), "we");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

void fixture_write(struct fixture *fixture, const char *path, const char *text)
{
	fixture_write_bytes(fixture, path, text, strlen(text));
}

void fixture_write_all(struct fixture *fixture, const char *text, const char *const *paths)
{
	for (; *paths; paths++)
		fixture_write(fixture, *paths, text);
}

void fixture_link(struct fixture *fixture, const char *path, const char *target)
{
	make_parents(fixture, path);
	assert_int_equal(symlink(target, fixture_path(fixture, path)), 0);
}

void fixture_directory(struct fixture *fixture, const char *path)
{
	make_parents(fixture, path);
	assert_int_equal(mkdir(fixture_path(fixture, path), 0755), 0);
}

void fixture_fifo(struct fixture *fixture, const char *path)
{
	make_parents(fixture, path);
	assert_int_equal(mkfifo(fixture_path(fixture, path), 0644), 0);
}

void fixture_remove(struct fixture *fixture, const char *path)
{
	assert_int_equal(remove(fixture_path(fixture, path)), 0);
}

void run_command(const char *format, ...)
{
	char command[2 * PATH_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	assert_int_equal(system(command), 0);
}

void fixture_depmod(struct fixture *fixture, const char *release)
{
	run_command("PATH=$PATH:/sbin:/usr/sbin depmod -b %s %s 2> /dev/null", fixture->path, release);
}

size_t count_descriptors(void)
{
	_cleanup_strv_ char **names = NULL;
	struct sysroot root;

	assert_int_equal(sysroot_open(&root, "/"), 0);
	assert_int_equal(sysroot_list(&root, "/proc/self/fd", SYSROOT_ENTRIES_MAX, &names), 0);
	sysroot_close(&root);
	return strv_length(names);
}

const struct finding *fixture_check(struct fixture *fixture, const struct check *check)
{
	fixture_report_free(&fixture->report);
	report_init(&fixture->report, fixture->ctx.release, fixture->path);
	assert_int_equal(check->run(&fixture->ctx, &fixture->report), 0);
	assert_true(fixture->report.count > 0);
	return &fixture->report.findings[0];
}

void assert_finding(const struct finding *finding, enum verdict verdict, const char *cause,
		    const char *part)
{
	assert_non_null(finding);
	assert_string_equal(verdict_name(finding->verdict), verdict_name(verdict));
	assert_string_equal(finding->cause ? finding->cause->name : "", cause);
	if (!strstr(finding->summary, part))
		fail_msg("\"%s\" does not say \"%s\"", finding->summary, part);
}

void fixture_in_own_mounts(struct fixture *fixture, int (*act)(struct fixture *fixture))
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (unshare(CLONE_NEWNS) < 0 ||
		    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
			_exit(OWN_MOUNTS_DENIED);
		/* A descriptor from outside would not see the mounts made here. */
		if (sysroot_open(&fixture->root, fixture->path) < 0)
			_exit(OWN_MOUNTS_DENIED);
		_exit(act(fixture));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == OWN_MOUNTS_DENIED) {
		print_message("# not tried: no right to mount here\n");
		return;
	}
	if (WEXITSTATUS(status))
		fail_msg("step %d went wrong", WEXITSTATUS(status));
}

int run_group(const char *name, const struct CMUnitTest *tests, size_t count)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return _cmocka_run_group_tests(name, tests, count, NULL, NULL);
}
