/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one reading of containerd's configuration, in each of its versions, and what it says of releases that
 * read it otherwise. What containerd does was seen with 1.6.20, 1.7.24 and 2.1.9, each started on the row.
 */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "runtime/containerd_config.h"

#define CRI_2	 "plugins.\"io.containerd.grpc.v1.cri\""
#define CRI_3	 "plugins.'io.containerd.cri.v1.runtime'"
#define V1	 "[plugins.cri.cni]\n"
#define V2	 "version = 2\n[" CRI_2 ".cni]\n"
#define V3	 "version = 3\n[" CRI_3 ".cni]\n"
#define DEFAULTS "/etc/cni/net.d /opt/cni/bin 1"

/* The sentences on releases that differ. */
#define LAST_SECTION "1.6 and 1.7 take the section of the CRI plugin from the last file"
#define VERSION_1    "2.1 leaves out what a file of version 1 says"
#define VERSION_2    "2.0 to 2.3 leave out what a file of version 2 says of CNI beside one of version 3"
#define BIN_DIRS     "1.6 and 1.7 do not know bin_dirs"
#define HIGHER	     "2.3.0 to 2.3.4 do not start where an imported file is of a higher version"
#define LOOPBACK     "1.6 and 1.7 do not know use_internal_loopback"
#define NO_RUNC	     "1.6 and 1.7 serve no CRI when runtimes is set and has no \"runc\""

#define FILES_MAX 4

static void print_config(FILE *out, const struct containerd_config *config)
{
	_cleanup_free_ char *dirs = strv_join(config->bin_dirs, ",");

	fprintf(out, "%s %s %u%s", config->conf_dir, dirs, config->max_conf,
		config->internal_loopback ? " internal" : "");
	if (config->newer)
		fprintf(out, " newer=%lld%s", (long long)config->newer, config->guessed ? " guessed" : "");
	for (size_t i = 0; i < config->handler_count; i++)
		fprintf(out, " %s:%s:%u", config->handlers[i].name, config->handlers[i].conf_dir,
			config->handlers[i].max_conf);
}

/* Each file in its turn; "conf_dir bin_dirs max loopback", then the handlers; or the fault. */
static char *read_files(const char *const *texts, char **ret_differs)
{
	_cleanup_(containerd_files_free) struct containerd_files files = {0};
	_cleanup_(containerd_config_free) struct containerd_config config = {0};
	struct toml_fault fault = {0};
	char *said = NULL;
	size_t size;
	FILE *out = open_memstream(&said, &size);
	int r = 0;

	for (const char *const *text = texts; *text && r == 0; text++) {
		_cleanup_strv_ char **imports = NULL;

		r = containerd_files_add(&files, *text, strlen(*text), &imports, &fault);
	}
	if (r == 0)
		r = containerd_files_resolve(&files, &config, &fault);
	if (r == 0)
		print_config(out, &config);
	else
		fprintf(out, "%s%u: %s", r == -EBADMSG ? "" : "?", fault.line, fault.words);
	fclose(out);
	free(fault.words);
	*ret_differs = strv_join(config.differs, "; ");
	return said;
}

struct row {
	const char *texts[FILES_MAX];
	const char *said;
	const char *differs; /* what is in the sentences; NULL: there are none */
};

static void expect_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *differs = NULL, *said = read_files(rows[i].texts, &differs);

		if (!strstr(said, rows[i].said) || (*rows[i].said == '/' && !text_equal(said, rows[i].said)))
			fail_msg("\"%s\" and not \"%s\": %s", said, rows[i].said, rows[i].texts[0]);
		if (rows[i].differs ? !strstr(differs, rows[i].differs) : *differs != '\0')
			fail_msg("differs: \"%s\" and not \"%s\": %s", differs,
				 rows[i].differs ? rows[i].differs : "", rows[i].texts[0]);
	}
}
#define EXPECT_ROWS(rows) expect_rows(rows, ARRAY_SIZE(rows))

static void test_versions(void **state)
{
	static const struct row rows[] = {
		{{NULL}, DEFAULTS, NULL},
		{{""}, DEFAULTS, NULL},
		{{"version = 2\n"}, DEFAULTS, NULL},
		{{"version = 0\n"}, DEFAULTS, NULL},
		{{"version = -1\n"}, DEFAULTS, NULL},
		{{V1 "conf_dir='/a'\nbin_dir='/b'"}, "/a /b 1", VERSION_1},
		{{"version=1\n" V1 "max_conf_num=0"}, "/etc/cni/net.d /opt/cni/bin 0", VERSION_1},
		{{V2 "conf_dir='/a'\nbin_dir='/b'\nmax_conf_num=2"}, "/a /b 2", NULL},
		{{V2 "max_conf_num=-1"}, "/etc/cni/net.d /opt/cni/bin 0", NULL},
		{{V3 "conf_dir='/a'\nbin_dirs=['/b', '/c']"}, "/a /b,/c 1", NULL},
		{{"version=4\n[" CRI_3 ".cni]\nbin_dir='/b'"}, "/etc/cni/net.d /b 1", NULL},
		{{V2 "use_internal_loopback=true"}, DEFAULTS " internal", LOOPBACK},
		{{V3 "use_internal_loopback=true"}, DEFAULTS " internal", NULL},
		/* Under the name of another version no release reads it, or some alone do. */
		{{"version=3\n[" CRI_2 ".cni]\nconf_dir='/a'"}, DEFAULTS, NULL},
		{{"[" CRI_2 ".cni]\nconf_dir='/a'"}, DEFAULTS, NULL},
		{{"version=2\n[" CRI_3 ".cni]\nconf_dir='/a'"}, DEFAULTS, NULL},
		{{"version=2\n" V1 "conf_dir='/a'"}, DEFAULTS, NULL},
	};

	EXPECT_ROWS(rows);
}

/* Fields of Go's structs: the exact name wins, then any case. The names of plugins and runtimes are none. */
static void test_case(void **state)
{
	static const struct row rows[] = {
		{{V2 "CONF_DIR='/a'\nBIN_DIR='/b'\nMax_Conf_Num=3"}, "/a /b 3", NULL},
		{{V2 "CONF_DIR='/A'\nconf_dir='/a'"}, "/a /opt/cni/bin 1", NULL},
		{{V2 "conf_dir='/a'\nCONF_DIR='/A'"}, "/a /opt/cni/bin 1", NULL},
		{{"version=2\n[" CRI_2 ".CNI]\nconf_dir='/a'"}, "/a /opt/cni/bin 1", NULL},
		{{"VERSION=2\n[PLUGINS.\"io.containerd.grpc.v1.cri\".cni]\nconf_dir='/a'"},
		 "/a /opt/cni/bin 1", NULL},
		{{V3 "CONF_DIR='/a'\nBIN_DIRS=['/b']"}, "/a /b 1", NULL},
		{{"version=2\n[" CRI_2 ".CONTAINERD.RUNTIMES.runc]\nCNI_CONF_DIR='/k'"},
		 DEFAULTS " runc:/k:1", NULL},
		{{"version=2\nDISABLED_PLUGINS=['io.containerd.grpc.v1.cri']"}, "disabled_plugins has ", NULL},
		{{"version=2\n[plugins.\"IO.containerd.grpc.v1.CRI\".cni]\nconf_dir='/a'"}, DEFAULTS, NULL},
		{{"[plugins.CRI.cni]\nconf_dir='/a'"}, DEFAULTS, NULL},
		{{"version=2\ndisabled_plugins=['io.containerd.grpc.v1.CRI']"}, DEFAULTS, NULL},
	};

	EXPECT_ROWS(rows);
}

static void test_bin_dirs(void **state)
{
	static const struct row rows[] = {
		{{V3 "bin_dirs=['/b']\nbin_dir='/c'"}, "3: both bin_dir and bin_dirs are set", NULL},
		{{V3 "bin_dirs=[]"}, "3: bin_dirs is an empty list, and containerd looks for plugins nowhere",
		 NULL},
		{{V3 "bin_dirs=[]\nbin_dir='/b'"}, "/etc/cni/net.d /b 1", NULL},
		{{V3 "bin_dirs=['/b']\nbin_dir=''"}, "/etc/cni/net.d /b 1", NULL},
		{{V3 "bin_dir=''"}, DEFAULTS, NULL},
		/* That of no name: the working directory. */
		{{V2 "bin_dir=''"}, "3: the directory of plugins is empty", NULL},
		{{V3 "bin_dirs=['']"}, "3: the directory of plugins is empty", NULL},
		{{V3 "bin_dirs=['', '/b']"}, "/etc/cni/net.d ,/b 1", NULL},
		{{V2 "bin_dirs=['/b']"}, "/etc/cni/net.d /b 1", BIN_DIRS},
		{{V2 "bin_dirs=[]\nbin_dir='/b'"}, "/etc/cni/net.d /b 1", NULL},
		{{V2 "bin_dirs=['/x']\nbin_dir='/y'"}, "/etc/cni/net.d /y 1", NULL},
		{{V2 "bin_dir='cni'\nconf_dir='net.d'"}, "net.d cni 1", NULL},
	};

	EXPECT_ROWS(rows);
}

/* What Debian ships with 1.6.20, and what "containerd config default" says of CNI in 1.7, 2.0 and 2.1. */
static void test_defaults(void **state)
{
	static const struct row rows[] = {
		{{"version = 2\n\n[plugins]\n  [" CRI_2 "]\n    [" CRI_2 ".cni]\n"
		  "      bin_dir = \"/usr/lib/cni\"\n      conf_dir = \"/etc/cni/net.d\"\n"
		  "  [plugins.\"io.containerd.internal.v1.opt\"]\n    path = \"/var/lib/containerd/opt\"\n"},
		 "/etc/cni/net.d /usr/lib/cni 1", NULL},
		{{"disabled_plugins = []\nimports = []\nversion = 2\n[plugins]\n"
		  "  [" CRI_2 ".cni]\n    bin_dir = \"/opt/cni/bin\"\n"
		  "    conf_dir = \"/etc/cni/net.d\"\n    conf_template = \"\"\n"
		  "    ip_pref = \"\"\n    max_conf_num = 1\n    setup_serially = false\n"
		  "  [" CRI_2 ".containerd]\n    default_runtime_name = \"runc\"\n"
		  "  [" CRI_2 ".containerd.default_runtime]\n    cni_conf_dir = \"\"\n"
		  "  [" CRI_2 ".containerd.runtimes.runc]\n    cni_conf_dir = \"\"\n"
		  "    cni_max_conf_num = 0\n"},
		 DEFAULTS, NULL},
		{{"version = 3\ndisabled_plugins = []\nimports = []\n[plugins]\n"
		  "  [" CRI_3 ".containerd]\n    default_runtime_name = 'runc'\n"
		  "  [" CRI_3 ".containerd.runtimes.runc]\n    cni_conf_dir = ''\n    cni_max_conf_num = 0\n"
		  "  [" CRI_3 ".cni]\n    bin_dir = '/opt/cni/bin'\n"
		  "    conf_dir = '/etc/cni/net.d'\n    max_conf_num = 1\n    use_internal_loopback = false\n"},
		 DEFAULTS, NULL},
		{{"version = 3\ndisabled_plugins = []\nimports = []\n[plugins]\n"
		  "  [" CRI_3 ".containerd.runtimes.runc]\n    cni_conf_dir = ''\n"
		  "  [" CRI_3 ".cni]\n    bin_dir = ''\n    bin_dirs = ['/opt/cni/bin']\n"
		  "    conf_dir = '/etc/cni/net.d'\n    max_conf_num = 1\n    use_internal_loopback = false\n"},
		 DEFAULTS, NULL},
	};

	EXPECT_ROWS(rows);
}

/* A default runtime that is none: "no corresponding runtime configured", and the CRI plugin does not load. */
static void test_runtimes(void **state)
{
#define CONTAINERD "[" CRI_2 ".containerd]\n"
#define RUNTIMES   "[" CRI_2 ".containerd.runtimes."
	static const struct row rows[] = {
		{{V2 "max_conf_num=3\n" RUNTIMES "kata]\ncni_conf_dir='/k'\n" RUNTIMES
		     "runc]\ncni_conf_dir=''\n" RUNTIMES
		     "vm]\ncni_conf_dir='/v'\ncni_max_conf_num=5"},
		 "/etc/cni/net.d /opt/cni/bin 3 kata:/k:3 vm:/v:5", NULL},
		{{V2 RUNTIMES "kata]\ncni_conf_dir='/k'"}, DEFAULTS " kata:/k:1", NO_RUNC},
		{{V2 CONTAINERD "default_runtime_name='nvidia'"},
		 "4: default_runtime_name is \"nvidia\", which is not in runtimes", NULL},
		{{V2 CONTAINERD "DEFAULT_RUNTIME_NAME='nvidia'"}, "4: default_runtime_name is ", NULL},
		{{V2 CONTAINERD "default_runtime_name=''"}, "4: default_runtime_name is \"\"", NULL},
		{{V2 CONTAINERD "default_runtime_name='Kata'\n" RUNTIMES "kata]\n"},
		 "4: default_runtime_name is \"Kata\"", NULL},
		{{V2 CONTAINERD "default_runtime_name='nvidia'\n" RUNTIMES "nvidia]\n"}, DEFAULTS, NULL},
		{{V2 CONTAINERD "default_runtime_name='nvidia'", "[" CRI_2 ".containerd.runtimes.nvidia]\n"},
		 DEFAULTS, LAST_SECTION},
		/* That of 1.x before it had names. */
		{{V2 CONTAINERD "default_runtime_name=''\n[" CRI_2 ".containerd.default_runtime]\n"}, DEFAULTS,
		 NULL},
		{{"version=3\n[" CRI_3 ".containerd]\ndefault_runtime_name='nvidia'"},
		 "3: default_runtime_name is \"nvidia\"", NULL},
		{{"version=3\n[" CRI_3 ".containerd.runtimes.kata]\n"}, DEFAULTS, NULL},
	};

	EXPECT_ROWS(rows);
}

/* Merged key by key; 1.x takes the last section whole. */
static void test_imports(void **state)
{
	static const struct row rows[] = {
		{{V2 "conf_dir='/a'\nbin_dir='/b'", V2 "conf_dir='/c'"}, "/c /b 1", LAST_SECTION},
		{{V2 "conf_dir='/a'", "version=2\n[" CRI_2 "]\nx=1"}, "/a /opt/cni/bin 1", LAST_SECTION},
		{{"version=2\n[" CRI_2 "]\nx=1", V2 "conf_dir='/a'"}, "/a /opt/cni/bin 1", NULL},
		{{V2 "conf_dir='/a'", "version=2\n[plugins.'io.containerd.other.v1.x']\nx=1"},
		 "/a /opt/cni/bin 1", NULL},
		/* Without a version it is of that of the files before. */
		{{V2 "conf_dir='/a'", "[" CRI_2 ".cni]\nconf_dir='/c'"}, "/c /opt/cni/bin 1", LAST_SECTION},
		{{"version=2\n", "[" CRI_2 ".cni]\nconf_dir='/c'"}, "/c /opt/cni/bin 1", NULL},
		{{V2 "bin_dir='/b'", "version=1\n" V1 "conf_dir='/c'"}, "/c /b 1", LAST_SECTION},
		{{V1 "bin_dir='/b'", V2 "conf_dir='/c'"}, "/c /b 1", LAST_SECTION},
		{{V3 "conf_dir='/a'\nbin_dir='/b'", V2 "conf_dir='/c'"}, "/c /b 1", NULL},
		{{V2 "conf_dir='/a'\nbin_dir='/b'", V3 "conf_dir='/c'"}, "/c /b 1", VERSION_2},
		{{"version=2", V3 "conf_dir='/c'"}, "/c /opt/cni/bin 1", HIGHER},
		{{"version=3", "version=4"}, DEFAULTS, HIGHER},
		{{V2 "conf_dir='/a'", "version=3\n[" CRI_3 ".containerd]\ndefault_runtime_name='runc'"},
		 "/a /opt/cni/bin 1", VERSION_2},
		{{V3 "bin_dirs=['/3']", V2 "bin_dir='/2'"}, "/etc/cni/net.d /2 1", NULL},
		{{V2 "bin_dir='/2'", V3 "bin_dirs=['/3']"}, "/etc/cni/net.d /3 1", VERSION_2},
		{{V2 "max_conf_num=3", V2 "max_conf_num=0", V2 "conf_dir='/z'"}, "/z /opt/cni/bin 0",
		 LAST_SECTION},
		/* What a later file sets right is no fault. */
		{{V2 "conf_dir=''", V2 "conf_dir='/c'"}, "/c /opt/cni/bin 1", LAST_SECTION},
	};

	EXPECT_ROWS(rows);
}

static void test_refused(void **state)
{
	static const struct row rows[] = {
		{{"version='2'"}, "1: version is a string, not an integer", NULL},
		{{"version=2\nplugins=3"}, "2: plugins is not a table", NULL},
		{{V2 "conf_dir=1"}, "3: conf_dir is an integer, not a string", NULL},
		{{V2 "conf_dir=''"}, "3: conf_dir is empty: containerd loads no network", NULL},
		{{V3 "CONF_DIR=''"}, "3: conf_dir is empty", NULL},
		{{V2 "max_conf_num='3'"}, "3: max_conf_num is a string, not an integer", NULL},
		{{V2 "max_conf_num=3.0"}, "3: max_conf_num is a number, not an integer", NULL},
		{{"version=2\n[" CRI_2 "]\ncni=4"}, "3: cni is an integer, not a table", NULL},
		{{"version=2\n[[" CRI_2 "]]\n"}, "is not a table", NULL},
		{{V2 "[" CRI_2 ".containerd.runtimes.runc]\ncni_conf_dir=3"}, "4: cni_conf_dir is an integer",
		 NULL},
		{{V3 "bin_dirs='/x'"}, "3: bin_dirs is a string, not a list", NULL},
		{{"imports='x'"}, "1: imports is a string, not a list", NULL},
		{{"disabled_plugins='x'"}, "1: disabled_plugins is a string, not a list", NULL},
		{{"x=1\nx=2"}, "2: x is already set in line 1", NULL},
		/* What go-toml v1 lets pass is refused by 2.x alone. */
		{{"\xef\xbb\xbf" V2 "conf_dir='/a'"}, "/a /opt/cni/bin 1", NULL},
		{{"x='\xff'\n" V2 "max_conf_num=03"}, "/etc/cni/net.d /opt/cni/bin 3", NULL},
	};

	EXPECT_ROWS(rows);
}

/* Disabled, each of these keeps the CRI away in 1.6.20, 1.7.24 and 2.1.9, of those that have it. */
static void test_needed_plugins(void **state)
{
	static const char *const names[] = {
		"grpc.v1.cri", "cri.v1.runtime", "cri.v1.images", "content.v1.content", "differ.v1.walking",
		"event.v1.exchange", "gc.v1.scheduler", "metadata.v1.bolt", "runtime.v2.task",
		"service.v1.containers-service", "service.v1.content-service", "service.v1.diff-service",
		"service.v1.images-service", "service.v1.introspection-service",
		"service.v1.namespaces-service", "service.v1.snapshots-service", "service.v1.tasks-service",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *text = format_text("version=2\ndisabled_plugins=['a.b', 'io.containerd.%s']\n",
							names[i]);
		_cleanup_free_ char *wanted = format_text("0: disabled_plugins has io.containerd.%s: containerd "
							  "serves no CRI without it", names[i]);
		const struct row row = {{text}, wanted, NULL};

		expect_rows(&row, 1);
	}
}

/* Of all files together. */
static void test_plugin_names(void **state)
{
	static const struct row rows[] = {
		{{"disabled_plugins=['cri']"}, "0: disabled_plugins has cri: containerd serves no CRI", NULL},
		{{"version=2", "version=2\ndisabled_plugins=['io.containerd.grpc.v1.cri']"},
		 "0: disabled_plugins has io.containerd.grpc.v1.cri", NULL},
		/* 1.x knows no such name in version 1. */
		{{"disabled_plugins=['io.containerd.grpc.v1.cri']"}, DEFAULTS, NULL},
		{{"disabled_plugins=['aufs']\nrequired_plugins=['cri']\n[plugins.opt]"}, DEFAULTS, NULL},
		{{"version=2\ndisabled_plugins=['aufs']"},
		 "0: disabled_plugins has \"aufs\", and containerd does not start", NULL},
		{{"version=2\nrequired_plugins=['cri']"}, "0: required_plugins has \"cri\"", NULL},
		{{"version=2\ndisabled_plugins=['']"}, "0: disabled_plugins has \"\"", NULL},
		{{"disabled_plugins=['aufs']", "version=2"}, "0: disabled_plugins has \"aufs\"", NULL},
		{{"version=2\ndisabled_plugins=[\"\\u001b\"]"}, "disabled_plugins has \"\\x1b\"", NULL},
		/* Those of three parts, and a section of a short name, stop 1.x alone. */
		{{"version=2\ndisabled_plugins=['io.containerd.aufs']\n[plugins.opt]\npath='/x'"}, DEFAULTS,
		 NULL},
		{{"version=2\ndisabled_plugins=['io.containerd.snapshotter.v1.aufs']"}, DEFAULTS, NULL},
	};

	EXPECT_ROWS(rows);
}

/* Nobody here can say what such a containerd refuses. */
static void test_newer(void **state)
{
	static const char guessed[] = DEFAULTS " internal newer=5 guessed";
	static const struct row rows[] = {
		{{"\nversion=5"}, guessed, NULL},
		{{"version=5\n[" CRI_3 ".cni]\nconf_dir='/a'\nbin_dirs=['/b']"}, "/a /b 1 internal newer=5", NULL},
		{{"version=5\n[" CRI_3 ".CNI]\nCONF_DIR='/a'"}, "/a /opt/cni/bin 1 internal newer=5 guessed",
		 NULL},
		{{"version=5\nplugins=3"}, guessed, NULL},
		{{"version=5\nimports=3\ndisabled_plugins=['cri', 'x']"}, guessed, NULL},
		{{"version=5\n[" CRI_3 ".cni]\nconf_dir='/a'\nbin_dir='/b'\nbin_dirs=['/b']"}, guessed, NULL},
		{{"version=5\n[" CRI_3 ".containerd]\ndefault_runtime_name='nvidia'"}, guessed, NULL},
		{{V3 "conf_dir='/a'\nbin_dirs=['/b']", "version=5", V2 "conf_dir='/c'"},
		 "/c /b 1 internal newer=5", NULL},
		{{"version=5\nx=1\nx=2"}, "3: x is already set in line 2", NULL},
	};

	EXPECT_ROWS(rows);
}

static void test_import_names(void **state)
{
	struct containerd_files files = {0};
	static const char text[] = "imports=['a.toml', '/b/*.toml']";
	_cleanup_strv_ char **imports = NULL;
	_cleanup_free_ char *joined = NULL;
	struct toml_fault fault = {0};

	assert_int_equal(containerd_files_add(&files, text, strlen(text), &imports, &fault), 0);
	joined = strv_join(imports, " ");
	assert_string_equal(joined, "a.toml /b/*.toml");
	containerd_files_free(&files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),       cmocka_unit_test(test_case),
		cmocka_unit_test(test_bin_dirs),       cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_runtimes),       cmocka_unit_test(test_imports),
		cmocka_unit_test(test_refused),        cmocka_unit_test(test_needed_plugins),
		cmocka_unit_test(test_plugin_names),   cmocka_unit_test(test_newer),
		cmocka_unit_test(test_import_names),
	};

	return RUN_GROUP("containerd_config", tests);
}
