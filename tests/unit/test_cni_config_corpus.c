/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Our verdict against that of the real loaders, for each case of the CNI corpus: containerd HEAD
 * (go-cni 1.1.13) and CRI-O HEAD (ocicni 0.5.0) on the configuration, an ADD by libcni 1.3.0 on the
 * plugins.
 *
 * The corpus lies outside of the tree: CNI_CORPUS names its directory, else it is looked for beside
 * the work tree. Its gen.py lays out FIFOs and modes, and wants root.
 */
#include "config.h"

#include "cni/config/directory.h"
#include "cni_fixture.h"

/* Columns of verdicts.tsv. */
enum column {
	COLUMN_CASE = 0,
	COLUMN_CONTAINERD = 2,
	COLUMN_CRIO = 3,
	COLUMN_ADD = 8,
};

#define ROWS_MAX 512

struct row {
	const char *name;
	bool config_fails; /* cni-config has to say FAIL */
	bool plugins_fail; /* cni-plugins has to say FAIL */
	bool crio_fails;   /* under CRI-O: no network, or one that refuses each pod */
};

/* Cases in which a plugin is missing that the stubs of the corpus do not execute. */
static const char *const beyond_stubs[] = {"broken/delegate-missing-bridge"};

/* What is newer than we know is not judged, whatever the loaders and plugins of the corpus say of it. */
static const char *const unjudged[] = {"broken/version-too-new"};

static char corpus[32] = "/tmp/preflight-corpus-XXXXXX";

static bool is_listed(const char *const *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(list[i], name))
			return true;
	return false;
}
#define LISTED(list, name) is_listed(list, ARRAY_SIZE(list), name)

/*
 * containerd is not ready when the load failed; but not when it found no file (the node waits), nor
 * when it loaded and a STATUS said no (a question of the plugins). It is ready under a name that
 * every ADD then refuses.
 */
static struct row judge(const char *name, const char *containerd, const char *crio, const char *add)
{
	bool loaded = strstr(containerd, "load=<nil>");
	bool waits = strstr(containerd, "no network config found");
	bool bad_name = strstr(add, "network name");
	bool newer = LISTED(unjudged, name);
	bool named_by_file = strstr(add, "missing network name"); /* which CRI-O does */

	return (struct row){
		.name = name,
		.config_fails = (!loaded && !waits) || bad_name,
		.crio_fails = !newer && ((strstr(crio, "default=\"\"") && !waits) ||
					 (bad_name && !named_by_file)),
		.plugins_fail = !newer && ((text_starts(add, "ADDERR") && !bad_name) ||
					   LISTED(beyond_stubs, name)),
	};
}

static enum verdict gravest(struct fixture *fixture, const struct check *check, bool fails)
{
	const struct finding *finding;

	assert_int_equal(fixture_run(fixture, check), 0);
	finding = report_gravest(&fixture->report);
	if ((finding->verdict == VERDICT_FAIL) != fails)
		print_message("# %s: %s\n", check->name, finding->summary);
	return finding->verdict;
}

/* What is unserved is the question of cni-plugins, and CRI-O has no network then. */
static bool judge_crio(struct fixture *fixture)
{
	struct cni_place place = {.conf_dir = fixture->settings.conf_dirs[0], .max_conf = 1};
	const struct cni_runtime runtime = {.loader = CNI_LOADER_CRIO,
					    .why = (char *)"as the test says",
					    .places = &place,
					    .place_count = 1,
					    .bin_dirs = fixture->settings.bin_dirs};
	_cleanup_(cni_answer_free) struct cni_answer directory = {0};
	const struct cni_reading reading = {
		.ctx = &fixture->context, .runtime = &runtime, .place = &place};

	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	assert_int_equal(cni_config_check(&fixture->context, &runtime, &fixture->report), 0);
	assert_int_equal(cni_directory_read_place(&reading, &directory), 0);
	return directory.unserved || report_gravest(&fixture->report)->verdict == VERDICT_FAIL;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct fixture fixture = {.root.fd = -1};
	enum verdict config, plugins;
	bool crio_fails;

	fixture.context = (struct context){
		.settings = &fixture.settings, .root = &fixture.root, .release = ""};
	assert_int_equal(sysroot_open(&fixture.root, "/"), 0);
	fixture.settings.runtime = RUNTIME_CONTAINERD;
	fixture.settings.conf_dirs = calloc(2, sizeof(char *));
	fixture.settings.conf_dirs[0] = format_text("%s/%s/net.d", corpus, row->name);
	fixture.settings.bin_dirs = calloc(2, sizeof(char *));
	fixture.settings.bin_dirs[0] = format_text("%s/%s/bin", corpus, row->name);
	crio_fails = judge_crio(&fixture);
	if (crio_fails != row->crio_fails)
		print_message("# CRI-O: %s\n", report_gravest(&fixture.report)->summary);
	config = gravest(&fixture, &check_cni_config, row->config_fails);
	plugins = gravest(&fixture, &check_cni_plugins, row->plugins_fail);
	report_free(&fixture.report);
	sysroot_close(&fixture.root);
	strv_free(fixture.settings.conf_dirs);
	strv_free(fixture.settings.bin_dirs);
	assert_int_equal(crio_fails, row->crio_fails);
	assert_int_equal(config == VERDICT_FAIL, row->config_fails);
	assert_int_not_equal(config, VERDICT_ERROR);
	assert_int_equal(plugins == VERDICT_FAIL, row->plugins_fail);
	/* What is not proven must not pass. */
	assert_false(row->config_fails && plugins == VERDICT_PASS);
}

static int skip_all(const char *reason)
{
	printf("1..0 # SKIP %s\n", reason);
	return 0;
}

static size_t read_rows(FILE *file, struct row *rows, char *text, size_t room)
{
	size_t count = 0;

	assert_non_null(fgets(text, (int)room, file)); /* the names of the columns */
	while (count < ROWS_MAX && fgets(text, (int)room, file)) {
		char *columns[COLUMN_ADD + 1] = {0}, *rest = text;

		for (size_t i = 0; i <= COLUMN_ADD; i++)
			columns[i] = strsep(&rest, "\t\n");
		assert_non_null(columns[COLUMN_ADD]);
		rows[count++] = judge(strdup(columns[COLUMN_CASE]), columns[COLUMN_CONTAINERD],
				      columns[COLUMN_CRIO], columns[COLUMN_ADD]);
	}
	return count;
}

static int remove_corpus(void **state)
{
	_cleanup_free_ char *command = format_text("rm -rf %s", corpus);

	return system(command);
}

int main(void)
{
	static struct CMUnitTest tests[ROWS_MAX];
	static struct row rows[ROWS_MAX];
	static char text[65536];
	const char *given = getenv("CNI_CORPUS"), *srcdir = getenv("srcdir");
	_cleanup_free_ char *dir =
		given ? strdup(given)
		      : format_text("%s/../shared/cni-corpus", srcdir ? srcdir : ".");
	_cleanup_free_ char *verdicts = format_text("%s/verdicts.tsv", dir);
	_cleanup_free_ char *command = NULL;
	FILE *file = fopen(verdicts, "re");
	size_t count;

	if (!file)
		return skip_all("the CNI corpus is not at hand (CNI_CORPUS=)");
	count = read_rows(file, rows, text, sizeof(text));
	fclose(file);
	if (geteuid() != 0)
		return skip_all("gen.py of the CNI corpus wants root");
	if (!mkdtemp(corpus))
		return EXIT_FAILURE;
	command = format_text("'%s/gen.py' %s >&2", dir, corpus);
	if (system(command) != 0) {
		remove_corpus(NULL);
		return skip_all("gen.py of the CNI corpus does not run here");
	}
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){
			.name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return _cmocka_run_group_tests("corpus", tests, count, NULL, remove_corpus);
}
