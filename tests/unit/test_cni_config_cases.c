/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Each case of tests/cni, under containerd and under CRI-O: what cni-config says of it is what the
 * runtime makes of it. Only root can read what has mode 0, as the runtime does.
 */
#include "config.h"

#include "cni/config/directory.h"
#include "cni_fixture.h"

#define CASES_MAX 512

/* Columns of tests/cni/verdicts. */
enum column {
	COLUMN_CASE,
	COLUMN_CONTAINERD,
	COLUMN_CRIO,
	COLUMN_COUNT,
};

struct row {
	char *columns[COLUMN_COUNT];
};

static char cases[32] = "/tmp/preflight-cases-XXXXXX";

/* A network of a bad name, and, under containerd, a plugin of one: they load all the same. */
static bool refuses(const struct cni_answer *directory, enum cni_loader loader)
{
	if (directory->state != CNI_INVALID)
		return false;
	if (directory->config.count > 0 && strstr(directory->fault, "\"name\""))
		return true;
	return loader == CNI_LOADER_CONTAINERD && strstr(directory->fault, "contains a '/'");
}

/* In the words of the table. */
static const char *judge(const struct cni_answer *directory, enum cni_loader loader)
{
	switch (directory->state) {
	case CNI_ABSENT:
		return "waits";
	case CNI_SOUND:
		return directory->unserved ? "rejects" : "loads";
	case CNI_INVALID:
	case CNI_UNREADABLE:
		if (directory->hangs)
			return "hangs";
		return refuses(directory, loader) ? "refuses" : "rejects";
	case CNI_UNKNOWN:
		break;
	}
	return "unknown";
}

/* CRI-O rejects a version that its plugins do not know; which they know, we do not ask them. */
static bool is_unjudged(const struct cni_answer *directory, enum cni_loader loader)
{
	return loader == CNI_LOADER_CRIO && directory->config.version &&
	       cni_version_is_newer(directory->config.version);
}

static void expect(const struct row *row, enum cni_loader loader, const char *wanted)
{
	_cleanup_free_ char *conf_dir = format_text("%s/%s/etc/cni/net.d", cases, *row->columns);
	_cleanup_free_ char *bin_dir = format_text("%s/%s/opt/cni/bin", cases, *row->columns);
	_cleanup_(cni_answer_free) struct cni_answer directory = {0};
	char *bin_dirs[] = {bin_dir, NULL};
	struct cni_place place = {.conf_dir = conf_dir, .max_conf = 1};
	const struct cni_runtime runtime = {
		.loader = loader, .places = &place, .place_count = 1, .bin_dirs = bin_dirs,
		.why = (char *)"as the test says"};
	struct settings settings = {0};
	struct sysroot root = {.fd = -1};
	const struct context context = {.settings = &settings, .root = &root, .release = ""};
	const struct cni_reading reading = {
		.ctx = &context, .runtime = &runtime, .place = &place};
	struct report report;
	bool fails;

	assert_int_equal(sysroot_open(&root, "/"), 0);
	report_init(&report, "", "/");
	assert_int_equal(cni_directory_read_place(&reading, &directory), 0);
	assert_int_equal(cni_config_check(&context, &runtime, &report), 0);
	if (is_unjudged(&directory, loader))
		wanted = "loads";
	fails = !text_equal(wanted, "loads") && !text_equal(wanted, "waits");
	if (!text_equal(judge(&directory, loader), wanted))
		fail_msg("%s: it %s, and we say that it %s: %s", cni_loader_name(&runtime), wanted,
			 judge(&directory, loader), report_gravest(&report)->summary);
	assert_int_equal(report_gravest(&report)->verdict == VERDICT_FAIL,
			 fails && !directory.unserved);
	report_free(&report);
	sysroot_close(&root);
}

static void test_case(void **state)
{
	const struct row *row = *state;

	expect(row, CNI_LOADER_CONTAINERD, row->columns[COLUMN_CONTAINERD]);
	expect(row, CNI_LOADER_CRIO, row->columns[COLUMN_CRIO]);
}

static size_t read_rows(FILE *file, struct row *rows)
{
	char line[256];
	size_t count = 0;

	while (fgets(line, sizeof(line), file)) {
		char *rest = line;

		if (*line == '#')
			continue;
		assert_true(count < CASES_MAX);
		for (size_t i = 0; i < COLUMN_COUNT; i++)
			rows[count].columns[i] = strdup(strsep(&rest, "\t\n"));
		count++;
	}
	return count;
}

static int remove_cases(void **state)
{
	_cleanup_free_ char *command = format_text("rm -rf %s", cases);

	return system(command);
}

int main(void)
{
	static struct CMUnitTest tests[CASES_MAX];
	static struct row rows[CASES_MAX];
	const char *srcdir = getenv("srcdir");
	_cleanup_free_ char *dir = format_text("%s/tests/cni", srcdir ? srcdir : ".");
	_cleanup_free_ char *verdicts = format_text("%s/verdicts", dir);
	_cleanup_free_ char *command = NULL;
	FILE *file = fopen(verdicts, "re");
	size_t count;

	if (geteuid() != 0) {
		printf("1..0 # SKIP only root reads what has mode 0, as the runtimes do\n");
		return 0;
	}
	if (!file || !mkdtemp(cases))
		return EXIT_FAILURE;
	command = format_text("'%s/generate' %s >&2", dir, cases);
	count = read_rows(file, rows);
	fclose(file);
	if (system(command) != 0)
		return EXIT_FAILURE;
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){.name = *rows[i].columns,
					       .test_func = test_case,
					       .initial_state = &rows[i]};
	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return _cmocka_run_group_tests("cases", tests, count, NULL, remove_cases);
}
