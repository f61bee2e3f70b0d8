/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Our reading of containerd's configuration against that of the containerd that is installed: what
 * "containerd -c FILE config dump" says, for each document here, or that it refuses it. Of what 1.6 and 1.7
 * make otherwise than 2.x the reading has the sentence, or leaves it to them to say.
 */
#include "config.h"

#include <errno.h>
#include <sys/stat.h>

#include "fixture.h"
#include "runtime/containerd.h"

#define CRI      "plugins.\"io.containerd.grpc.v1.cri\""
#define V2       "version = 2\n[" CRI ".cni]\n"
#define LAST_SECTION "containerd 1.6 and 1.7 take the section of the CRI plugin from the last file"
#define DUMP_MAX (256 * 1024)

/* A main file, and what it can import. DIR is where they are. */
struct row {
	const char *name, *text, *first, *second;
};

static const struct row rows[] = {
	{"nothing", "", NULL, NULL},
	{"only a version", "version = 2\n", NULL, NULL},
	{"version 1", "[plugins.cri.cni]\nconf_dir='/a'\nbin_dir='/b'\nmax_conf_num=0\n", NULL,
	 NULL},
	{"version 2", V2 "conf_dir='/a'\nbin_dir='/b'\nmax_conf_num=3\n", NULL, NULL},
	{"Debian's",
	 V2 "      bin_dir = \"/usr/lib/cni\"\n      conf_dir = \"/etc/cni/net.d\"\n"
	    "  [plugins.\"io.containerd.internal.v1.opt\"]\n    path = \"/opt\"\n",
	 NULL, NULL},
	{"version 2 names in version 1", "[" CRI ".cni]\nconf_dir='/a'\n", NULL, NULL},
	{"version 1 names in version 2", "version=2\n[plugins.cri.cni]\nconf_dir='/a'\n", NULL,
	 NULL},
	{"a handler",
	 V2 "[" CRI ".containerd.runtimes.kata]\ncni_conf_dir='/k'\ncni_max_conf_num=4\n", NULL,
	 NULL},
	{"dotted keys", "version=2\nplugins.'io.containerd.grpc.v1.cri'.cni.conf_dir='/a'\n", NULL,
	 NULL},
	{"inline tables", "version=2\n[" CRI "]\ncni={conf_dir='/a', max_conf_num=0x2}\n", NULL,
	 NULL},
	{"strings", V2 "conf_dir = '''\n/a'''\nbin_dir=\"/\\u0062\"\n", NULL, NULL},
	{"CRLF", "version = 2\r\n[" CRI ".cni]\r\nconf_dir='/a' # c\r\n", NULL, NULL},
	{"a later section",
	 "version=2\nimports=['DIR/1']\n[" CRI ".cni]\nconf_dir='/a'\nbin_dir='/b'\n",
	 V2 "conf_dir='/c'\n", NULL},
	{"a later section without cni",
	 "version=2\nimports=['DIR/1']\n[" CRI ".cni]\nconf_dir='/a'\n",
	 "version=2\n[" CRI "]\nenable_selinux=true\n", NULL},
	{"a later file without a section",
	 "version=2\nimports=['1']\n[" CRI ".cni]\nconf_dir='/a'\n", "version=2\noom_score=1\n",
	 NULL},
	{"two by a pattern", "version=2\nimports=['DIR/[12]*']\n",
	 V2 "conf_dir='/1'\nbin_dir='/x'\n", V2 "conf_dir='/2'\n"},
	{"two in reverse", "version=2\nimports=['2', 'DIR/./1']\n", V2 "conf_dir='/1'\n",
	 V2 "conf_dir='/2'\n"},
	{"breadth first", "version=2\nimports=['1', '2']\n",
	 "version=2\nimports=['3']\n[" CRI ".cni]\nconf_dir='/1'\n", V2 "conf_dir='/2'\n"},
	{"a circle", "version=2\nimports=['DIR/main']\n[" CRI ".cni]\nconf_dir='/a'\n", NULL, NULL},
	{"an import of version 1", "version=2\nimports=['1']\n[" CRI ".cni]\nconf_dir='/a'\n",
	 "version=1\n[plugins.cri.cni]\nconf_dir='/1'\n", NULL},
	{"an import without a version", "version=2\nimports=['1']\n",
	 "[" CRI ".cni]\nconf_dir='/1'\n", NULL},
	{"an import of version 2", "imports=['1']\n[plugins.cri.cni]\nconf_dir='/a'\n",
	 V2 "max_conf_num=5\n", NULL},
	{"no import", "version=2\nimports=['none']\n", NULL, NULL},
	{"a pattern without a match", "version=2\nimports=['DIR/none*']\n", NULL, NULL},
	/* 1.x looks for it in its working directory. */
	{"a relative pattern", "version=2\nimports=['1*']\n", V2 "conf_dir='/1'\n", NULL},
	{"a key twice", "version=2\nversion=2\n", NULL, NULL},
	{"a table twice", V2 "[" CRI ".cni]\n", NULL, NULL},
	{"a number for a path", V2 "conf_dir=1\n", NULL, NULL},
	{"a string for a number", V2 "max_conf_num='3'\n", NULL, NULL},
	{"a fraction for a number", V2 "max_conf_num=3.0\n", NULL, NULL},
	{"a list of tables", "version=2\n[[" CRI ".cni]]\nconf_dir='/a'\n", NULL, NULL},
	{"a string for the version", "version='2'\n", NULL, NULL},
	{"a number for a table", "version=2\n[" CRI "]\ncni=4\n", NULL, NULL},
	{"two in a line", V2 "conf_dir='/a' bin_dir='/b'\n", NULL, NULL},
	{"a string without an end", V2 "conf_dir='/a\n", NULL, NULL},
	{"a header without an end", "version=2\n[" CRI ".cni\n", NULL, NULL},
	{"a path without quotes", V2 "conf_dir=/a\n", NULL, NULL},
	{"a byte order mark", "\xef\xbb\xbf" V2 "conf_dir='/a'\n", NULL, NULL},
	{"lines in an inline table", "version=2\n[" CRI "]\ncni={\nconf_dir='/a'\n}\n", NULL, NULL},
	{"a leading zero", V2 "max_conf_num=03\n", NULL, NULL},
	{"a dotted key into a table", "version=2\n[a.b.c]\nz=9\n[a]\nb.c.t=1\n", NULL, NULL},
	{"a short name that is disabled", "version=2\ndisabled_plugins=['aufs']\n", NULL, NULL},
	{"a short name that is required", "version=2\nrequired_plugins=['a.b.c']\n", NULL, NULL},
	{"a short name of a section", "version=2\n[plugins.opt]\npath='/x'\n", NULL, NULL},
	{"short names in version 1", "disabled_plugins=['aufs']\n[plugins.opt]\npath='/x'\n", NULL,
	 NULL},
	{"a short section in an import", "version=2\nimports=['1']\n",
	 "version=2\n[plugins.opt]\npath='/x'\n", NULL},
	{"a short name in an import", "version=2\nimports=['1']\n",
	 "version=2\ndisabled_plugins=['aufs']\n", NULL},
	{"a short section in an import without a version", "version=2\nimports=['1']\n",
	 "[plugins.opt]\npath='/x'\n", NULL},
	{"a short name in an import without a version", "version=2\nimports=['1']\n",
	 "disabled_plugins=['aufs']\n", NULL},
	{"a short name, and an import of version 2", "imports=['1']\ndisabled_plugins=['aufs']\n",
	 "version=2\n", NULL},
	{"a byte that is no UTF-8", "version=2\nx='\xff'\n", NULL, NULL},
};

/* Where 1.x makes something else of it than the reading: what the sentence has; "" when it has none. */
static const struct {
	const char *name, *words;
} differing[] = {
	{"version 1 names in version 2", ""},
	{"a later section", LAST_SECTION},
	{"a later section without cni", LAST_SECTION},
	{"two by a pattern", LAST_SECTION},
	{"an import of version 2", LAST_SECTION},
	{"a relative pattern", "containerd 1.6 takes a relative pattern"},
	{"a short name that is required", ""},
	{"a short name of a section", ""},
	{"a short section in an import", ""},
	{"a short section in an import without a version", ""},
};

static const char *find_differing(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(differing); i++)
		if (text_equal(differing[i].name, name))
			return differing[i].words;
	return NULL;
}

static void write_file(const char *dir, const char *name, const char *text)
{
	_cleanup_free_ char *path = format_text("%s/%s", dir, name);
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	for (const char *at = text; *at; at++)
		if (text_starts(at, "DIR")) {
			fputs(dir, file);
			at += 2;
		} else {
			fputc(*at, file);
		}
	assert_int_equal(fclose(file), 0);
}

/* What a command prints, and how it ends. */
static int run(const char *command, char *out, size_t size)
{
	FILE *pipe = popen(command, "re");
	size_t length;

	assert_non_null(pipe);
	length = fread(out, 1, size - 1, pipe);
	out[length] = '\0';
	return pclose(pipe);
}

/* The value of a key in the section of a dump, without quotes; "" when it is not there. */
static void dumped(const char *dump, const char *section, const char *key, char value[static 256])
{
	const char *at = strstr(dump, section);

	*value = '\0';
	if (!at)
		return;
	at = strstr(at, key);
	assert_non_null(at);
	if (sscanf(at + strlen(key), " = \"%255[^\"]\"", value) != 1)
		sscanf(at + strlen(key), " = %255[0-9-]", value);
}

static bool is_same(const char *dump, const struct containerd_config *config)
{
	char conf_dir[256], bin_dir[256], max_conf[256], handler[256];

	dumped(dump, "cri\".cni]", "conf_dir", conf_dir);
	dumped(dump, "cri\".cni]", "bin_dir", bin_dir);
	dumped(dump, "cri\".cni]", "max_conf_num", max_conf);
	dumped(dump, "runtimes.kata]", "cni_conf_dir", handler);
	if (text_equal(config->conf_dir, conf_dir) && text_equal(config->bin_dirs[0], bin_dir) &&
	    !config->bin_dirs[1] && config->max_conf == (unsigned int)atoi(max_conf) &&
	    text_equal(config->handler_count ? config->handlers[0].conf_dir : "", handler))
		return true;
	print_message("# %s %s %s %s, and ours: %s %s %u\n", conf_dir, bin_dir, max_conf, handler,
		      config->conf_dir, config->bin_dirs[0], config->max_conf);
	return false;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	const char *words = find_differing(row->name);
	char dir[] = "/tmp/preflight-containerd-XXXXXX";
	_cleanup_(containerd_config_free) struct containerd_config config = {0};
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	_cleanup_free_ char *dump = malloc(DUMP_MAX), *command = NULL, *file = NULL,
		      *away = NULL, *differs = NULL;
	struct sysroot root;
	struct context ctx = {.root = &root};
	int refused, r;

	assert_non_null(mkdtemp(dir));
	assert_int_equal(sysroot_open(&root, "/"), 0);
	write_file(dir, "main", row->text);
	write_file(dir, "3", V2 "conf_dir='/3'\n");
	if (row->first)
		write_file(dir, "1", row->first);
	if (row->second)
		write_file(dir, "2", row->second);
	file = format_text("%s/main", dir);
	command = format_text("cd / && containerd -c %s config dump 2>/dev/null", file);
	away = format_text("rm -r %s", dir);
	refused = run(command, dump, DUMP_MAX);
	r = containerd_read(&ctx, file, false, &config, &fault);
	assert_int_equal(system(away), 0);
	sysroot_close(&root);
	if (fault.words)
		print_message("# %s:%u: %s\n", fault.file, fault.line, fault.words);
	if (!words) {
		assert_int_equal(r, refused ? -EBADMSG : 1);
		assert_true(refused || is_same(dump, &config));
		return;
	}
	assert_int_equal(r, 1);
	assert_true(refused || !is_same(dump, &config));
	differs = strv_join(config.differs, "; ");
	assert_non_null(strstr(differs, words));
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(rows)];
	char version[256];

	cmocka_set_message_output(CM_OUTPUT_TAP);
	if (run("containerd --version 2>/dev/null", version, sizeof(version)) != 0) {
		printf("1..0 # SKIP containerd is not installed\n");
		return 0;
	}
	/* From 2.0 on a dump is of the newest version, whose names these rows do not look for. */
	if (!strstr(version, " 1.")) {
		printf("1..0 # SKIP the containerd that is installed is not 1.x: %s", version);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		tests[i] = (struct CMUnitTest){.name = rows[i].name,
					       .test_func = test_row,
					       .initial_state = (void *)&rows[i]};
	return _cmocka_run_group_tests("containerd_config", tests, ARRAY_SIZE(rows), NULL, NULL);
}
