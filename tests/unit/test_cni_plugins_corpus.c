/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Our verdict against what each case of the CNI corpus says of its pods ("pods: OK" or "pods: FAIL"
 * in EXPECT), under containerd: cni-config and cni-plugins together.
 *
 * The corpus lies outside of the tree: CNI_CORPUS names its directory, else it is looked for beside
 * the work tree. Its gen.py lays out FIFOs and modes, and wants root.
 */
#include "config.h"

#include <dirent.h>

#include "cni_fixture.h"

#define CASES_MAX 512

/* Pods fail, and the node is fit: it resolves itself once kubelet runs. */
static const char *const healing[] = {
	"broken/boot-empty-dir", /* waits for its DaemonSet */
	"broken/boot-missing-dir",
	"broken/boot-only-keep-file",
	"broken/boot-only-kubeconfig",
	"broken/boot-only-temps",
	"broken/calico-kubeconfig-zero",  /* calico's installer writes it at each start */
	"broken/calico-nodename-missing", /* so does calico-node */
	"broken/status-fails",            /* an agent that is not there yet */
};

static char corpus[32] = "/tmp/preflight-pods-XXXXXX";

/* Newer than this program knows, or a value that only its plugin judges. */
static const char *const unjudged[] = {
	"broken/host-local-bad-subnet",
	"broken/host-local-no-ranges",
	"broken/multus-no-delegates",
	"broken/version-too-new",
};

#define LISTED(list, name) is_listed(list, ARRAY_SIZE(list), name)

static bool is_listed(const char *const *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(list[i], name))
			return true;
	return false;
}

/* What EXPECT says. */
static bool pods_fail(const char *name)
{
	_cleanup_free_ char *path = format_text("%s/%s/EXPECT", corpus, name);
	FILE *file = fopen(path, "re");
	char line[1024] = "";

	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	fclose(file);
	assert_non_null(strstr(line, "pods: "));
	return strstr(line, "pods: FAIL") != NULL;
}

static void test_case(void **state)
{
	const char *name = *state;
	bool wanted;
	struct fixture fixture = {.root.fd = -1};
	_cleanup_free_ char *said = NULL;
	enum verdict config, plugins;

	fixture.context = (struct context){
		.settings = &fixture.settings, .root = &fixture.root, .release = ""};
	assert_int_equal(sysroot_open(&fixture.root, "/"), 0);
	wanted = pods_fail(name) && !LISTED(healing, name) && !LISTED(unjudged, name);
	fixture.settings.runtime = RUNTIME_CONTAINERD;
	fixture.settings.conf_dirs = calloc(2, sizeof(char *));
	fixture.settings.conf_dirs[0] = format_text("%s/%s/net.d", corpus, name);
	fixture.settings.bin_dirs = calloc(2, sizeof(char *));
	fixture.settings.bin_dirs[0] = format_text("%s/%s/bin", corpus, name);
	assert_int_equal(fixture_run(&fixture, &check_cni_config), 0);
	config = report_gravest(&fixture.report)->verdict;
	assert_int_equal(fixture_run(&fixture, &check_cni_plugins), 0);
	plugins = report_gravest(&fixture.report)->verdict;
	said = strdup(report_gravest(&fixture.report)->summary);
	report_free(&fixture.report);
	sysroot_close(&fixture.root);
	strv_free(fixture.settings.conf_dirs);
	strv_free(fixture.settings.bin_dirs);
	if ((config == VERDICT_FAIL || plugins == VERDICT_FAIL) != wanted)
		fail_msg("%s, wanted to %s: %s", name, wanted ? "fail" : "pass", said);
}

static int skip_all(const char *reason)
{
	printf("1..0 # SKIP %s\n", reason);
	return 0;
}

static size_t list_cases(const char *group, struct CMUnitTest *tests, size_t count)
{
	_cleanup_free_ char *path = format_text("%s/%s", corpus, group);
	DIR *directory = opendir(path);
	struct dirent *entry;

	while (directory && count < CASES_MAX && (entry = readdir(directory))) {
		char *name = format_text("%s/%s", group, entry->d_name);

		if (*entry->d_name == '.') {
			free(name);
			continue;
		}
		tests[count++] = (struct CMUnitTest){
			.name = name, .test_func = test_case, .initial_state = name};
	}
	if (directory)
		closedir(directory);
	return count;
}

static int remove_corpus(void **state)
{
	_cleanup_free_ char *command = format_text("rm -rf %s", corpus);

	return system(command);
}

int main(void)
{
	static struct CMUnitTest tests[CASES_MAX];
	const char *given = getenv("CNI_CORPUS"), *srcdir = getenv("srcdir");
	_cleanup_free_ char *dir =
		given ? strdup(given)
		      : format_text("%s/../shared/cni-corpus", srcdir ? srcdir : ".");
	_cleanup_free_ char *generator = format_text("%s/gen.py", dir);
	_cleanup_free_ char *command = NULL;
	size_t count;

	if (access(generator, R_OK) < 0)
		return skip_all("the CNI corpus is not at hand (CNI_CORPUS=)");
	if (geteuid() != 0)
		return skip_all("gen.py of the CNI corpus wants root");
	if (!mkdtemp(corpus))
		return EXIT_FAILURE;
	command = format_text("'%s' %s >&2", generator, corpus);
	if (system(command) != 0) {
		remove_corpus(NULL);
		return skip_all("gen.py of the CNI corpus does not run here");
	}
	count = list_cases("valid", tests, 0);
	count = list_cases("broken", tests, count);
	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return _cmocka_run_group_tests("pods", tests, count, NULL, remove_corpus);
}
