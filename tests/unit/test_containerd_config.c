/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* containerd's configuration in each of its versions, and files merged as each series merges them.
 */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "runtime/containerd_config.h"

#define V1 "[plugins.cri.cni]\n"
#define V2 "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".cni]\n"
#define V3 "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.cni]\n"

#define FILES_MAX 4

/* Each file in its turn; "conf_dir bin_dirs max loopback", then the handlers; or the fault. */
static char *read_files(enum containerd_series series, const char *const *texts)
{
	_cleanup_(containerd_files_free) struct containerd_files files = {.series = series};
	_cleanup_(containerd_config_free) struct containerd_config config = {0};
	_cleanup_free_ char *dirs = NULL;
	struct toml_fault fault = {0};
	char *said = NULL;
	size_t size;
	FILE *out;
	int r = 0;

	for (const char *const *text = texts; *text && r == 0; text++) {
		_cleanup_strv_ char **imports = NULL;

		r = containerd_files_add(&files, *text, strlen(*text), &imports, &fault);
	}
	if (r == -EAGAIN && series == CONTAINERD_1)
		return format_text("2.x");
	if (r == 0)
		r = containerd_files_resolve(&files, &config, &fault);
	out = open_memstream(&said, &size);
	dirs = strv_join(config.bin_dirs, ",");
	if (r == 0)
		fprintf(out, "%s %s %u%s", config.conf_dir, dirs, config.max_conf,
			config.internal_loopback ? " internal" : "");
	else
		fprintf(out, "%s%u: %s", r == -EBADMSG ? "" : "?", fault.line, fault.words);
	if (r == 0 && config.newer)
		fprintf(out, " newer=%lld%s", (long long)config.newer,
			config.guessed ? " guessed" : "");
	for (size_t i = 0; i < config.handler_count; i++)
		fprintf(out, " %s:%s:%u", config.handlers[i].name, config.handlers[i].conf_dir,
			config.handlers[i].max_conf);
	fclose(out);
	free(fault.words);
	return said;
}

struct row {
	const char *texts[FILES_MAX];
	const char *said[2]; /* by the series; the second NULL when it is the same */
};

static void expect_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (int series = CONTAINERD_1; series <= CONTAINERD_2; series++) {
			_cleanup_free_ char *said =
				read_files((enum containerd_series)series, rows[i].texts);
			const char *expected =
				rows[i].said[series] ? rows[i].said[series] : rows[i].said[0];

			if (!strstr(said, expected) ||
			    (*expected == '/' && !text_equal(said, expected)))
				fail_msg("series %d: \"%s\" and not \"%s\": %s", series + 1, said,
					 expected, rows[i].texts[0]);
		}
}
#define EXPECT_ROWS(rows) expect_rows(rows, ARRAY_SIZE(rows))

static void test_versions(void **state)
{
	static const struct row rows[] = {
		{{NULL}, {"/etc/cni/net.d /opt/cni/bin 1"}},
		{{""}, {"/etc/cni/net.d /opt/cni/bin 1"}},
		{{"version = 2\n"}, {"/etc/cni/net.d /opt/cni/bin 1"}},
		{{V1 "conf_dir='/a'\nbin_dir='/b'"}, {"/a /b 1"}},
		{{"version=1\n" V1 "max_conf_num=0"}, {"/etc/cni/net.d /opt/cni/bin 0"}},
		{{V2 "conf_dir='/a'\nbin_dir='/b'\nmax_conf_num=2"}, {"/a /b 2"}},
		{{V2 "max_conf_num=-1"}, {"/etc/cni/net.d /opt/cni/bin 0"}},
		{{V3 "conf_dir='/a'\nbin_dirs=['/b', '/c']"}, {"2.x", "/a /b,/c 1"}},
		{{"version=4\n[plugins.'io.containerd.cri.v1.runtime'.cni]\nbin_dir='/b'"},
		 {"2.x", "/etc/cni/net.d /b 1"}},
		/* A section under the name of another version. */
		{{"version=3\n[plugins.\"io.containerd.grpc.v1.cri\".cni]\nconf_dir='/a'"},
		 {"2.x", "/etc/cni/net.d /opt/cni/bin 1"}},
		{{"[plugins.\"io.containerd.grpc.v1.cri\".cni]\nconf_dir='/a'"},
		 {"/etc/cni/net.d /opt/cni/bin 1", "/a /opt/cni/bin 1"}},
		{{"version=2\n[plugins.'io.containerd.cri.v1.runtime'.cni]\nconf_dir='/a'"},
		 {"/etc/cni/net.d /opt/cni/bin 1", "/a /opt/cni/bin 1"}},
		{{"version=2\n" V1 "conf_dir='/a'"},
		 {"2: plugins.cri is its name in version 1", "/etc/cni/net.d /opt/cni/bin 1"}},
		{{V2 "bin_dirs=['/x']\nbin_dir='/y'"},
		 {"/etc/cni/net.d /y 1", "3: both bin_dir and bin_dirs are set"}},
		{{V2 "bin_dirs=[]\nbin_dir='/y'"}, {"/etc/cni/net.d /y 1"}},
		{{V2 "use_internal_loopback=true"},
		 {"/etc/cni/net.d /opt/cni/bin 1", "/etc/cni/net.d /opt/cni/bin 1 internal"}},
	};

	EXPECT_ROWS(rows);
}

/* As Debian ships it with containerd 1.6.20. */
static void test_debian(void **state)
{
	static const struct row rows[] = {{{"version = 2\n\n[plugins]\n"
					    "  [plugins.\"io.containerd.grpc.v1.cri\"]\n"
					    "    [plugins.\"io.containerd.grpc.v1.cri\".cni]\n"
					    "      bin_dir = \"/usr/lib/cni\"\n"
					    "      conf_dir = \"/etc/cni/net.d\"\n"
					    "  [plugins.\"io.containerd.internal.v1.opt\"]\n"
					    "    path = \"/var/lib/containerd/opt\"\n"},
					   {"/etc/cni/net.d /usr/lib/cni 1"}}};

	EXPECT_ROWS(rows);
}

/* What "containerd config default" says of CNI in 1.7, 2.0 and 2.1. */
static void test_defaults(void **state)
{
#define CNI_1_7 "plugins.\"io.containerd.grpc.v1.cri\""
#define CNI_2   "plugins.'io.containerd.cri.v1.runtime'"
	static const struct row rows[] = {
		{{"disabled_plugins = []\nimports = []\nversion = 2\n[plugins]\n"
		  "  [" CNI_1_7 ".cni]\n    bin_dir = \"/opt/cni/bin\"\n"
		  "    conf_dir = \"/etc/cni/net.d\"\n    conf_template = \"\"\n"
		  "    ip_pref = \"\"\n    max_conf_num = 1\n    setup_serially = false\n"
		  "  [" CNI_1_7 ".containerd.runtimes.runc]\n    cni_conf_dir = \"\"\n"
		  "    cni_max_conf_num = 0\n"},
		 {"/etc/cni/net.d /opt/cni/bin 1"}},
		{{"version = 3\ndisabled_plugins = []\nimports = []\n[plugins]\n"
		  "  [" CNI_2 ".containerd.runtimes.runc]\n    cni_conf_dir = ''\n"
		  "    cni_max_conf_num = 0\n"
		  "  [" CNI_2 ".cni]\n    bin_dir = '/opt/cni/bin'\n"
		  "    conf_dir = '/etc/cni/net.d'\n    max_conf_num = 1\n"
		  "    setup_serially = false\n    conf_template = ''\n    ip_pref = ''\n"
		  "    use_internal_loopback = false\n"},
		 {"2.x", "/etc/cni/net.d /opt/cni/bin 1"}},
		{{"version = 3\ndisabled_plugins = []\nimports = []\n[plugins]\n"
		  "  [" CNI_2 ".containerd.runtimes.runc]\n    cni_conf_dir = ''\n"
		  "    cni_max_conf_num = 0\n"
		  "  [" CNI_2 ".cni]\n    bin_dir = ''\n    bin_dirs = ['/opt/cni/bin']\n"
		  "    conf_dir = '/etc/cni/net.d'\n    max_conf_num = 1\n"
		  "    setup_serially = false\n    conf_template = ''\n    ip_pref = ''\n"
		  "    use_internal_loopback = false\n"},
		 {"2.x", "/etc/cni/net.d /opt/cni/bin 1"}},
		{{V2 "bin_dir=''"},
		 {"3: bin_dir is \"\", which is no absolute path",
		  "/etc/cni/net.d /opt/cni/bin 1"}},
	};

	EXPECT_ROWS(rows);
}

static void test_handlers(void **state)
{
#define RUNTIMES "[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes."
	static const struct row rows[] = {
		{{V2 "max_conf_num=3\n" RUNTIMES "kata]\ncni_conf_dir='/k'\n" RUNTIMES
		     "runc]\ncni_conf_dir=''\n" RUNTIMES
		     "vm]\ncni_conf_dir='/v'\ncni_max_conf_num=5"},
		 {"/etc/cni/net.d /opt/cni/bin 3 kata:/k:3 vm:/v:5"}},
		{{V2 RUNTIMES "kata]\ncni_conf_dir='k'"},
		 {"4: cni_conf_dir is \"k\", which is no absolute path"}},
	};

	EXPECT_ROWS(rows);
}

/* 1.x takes the last section whole, 2.x merges them. */
static void test_imports(void **state)
{
	static const struct row rows[] = {
		{{V2 "conf_dir='/a'\nbin_dir='/b'", V2 "conf_dir='/c'"},
		 {"/c /opt/cni/bin 1", "/c /b 1"}},
		{{V2 "conf_dir='/a'", "version=2\n[plugins.\"io.containerd.grpc.v1.cri\"]\nx=1"},
		 {"/etc/cni/net.d /opt/cni/bin 1", "/a /opt/cni/bin 1"}},
		{{V2 "conf_dir='/a'", "version=2\n[plugins.'io.containerd.other.v1.x']\nx=1"}, {"/a /opt/cni/bin 1"}},
		{{V2 "conf_dir='/a'", "[plugins.\"io.containerd.grpc.v1.cri\".cni]\nconf_dir='/c'"},
		 {"/c /opt/cni/bin 1"}},
		{{V2 "conf_dir='/a'", V1 "conf_dir='/c'"},
		 {"1: plugins.cri is its name in version 1", "/c /opt/cni/bin 1"}},
		{{V2 "conf_dir='/a'", "version=1\n" V1 "conf_dir='/c'"}, {"/c /opt/cni/bin 1"}},
		{{V3 "conf_dir='/a'\nbin_dir='/b'", V2 "conf_dir='/c'"}, {"2.x", "/c /b 1"}},
		{{V2 "conf_dir='/a'\nbin_dir='/b'", V3 "conf_dir='/c'"}, {"2.x", "/c /b 1"}},
		{{V2 "bin_dir='/b'", V2 "bin_dirs=['/c']"},
		 {"/etc/cni/net.d /opt/cni/bin 1", "both bin_dir and bin_dirs"}},
		{{V2 "max_conf_num=3", V2 "max_conf_num=0", V2 "conf_dir='/z'"},
		 {"/z /opt/cni/bin 1", "/z /opt/cni/bin 0"}},
	};

	EXPECT_ROWS(rows);
}

static void test_refused(void **state)
{
	static const struct row rows[] = {
		{{"version='2'"}, {"1: version is a string and not an integer"}},
		{{"version=2\nplugins=3"}, {"2: plugins is not a table"}},
		{{V2 "conf_dir=1"}, {"3: conf_dir is an integer and not a string"}},
		{{V2 "conf_dir=''"}, {"3: conf_dir is \"\", which is no absolute path"}},
		{{V2 "bin_dir='cni'"}, {"3: bin_dir is \"cni\", which is no absolute path"}},
		{{V2 "max_conf_num='3'"}, {"3: max_conf_num is a string and not an integer"}},
		{{V2 "max_conf_num=3.0"}, {"3: max_conf_num is a number and not an integer"}},
		{{"version=2\n[plugins.\"io.containerd.grpc.v1.cri\"]\ncni=4"},
		 {"3: cni is an integer and not a table"}},
		{{"version=2\n[[plugins.\"io.containerd.grpc.v1.cri\"]]\n"}, {"is not a table"}},
		{{"imports='x'"}, {"1: imports is a string and not a list"}},
		{{"disabled_plugins='x'"}, {"1: disabled_plugins is a string and not a list"}},
		{{"x=1\nx=2"}, {"2: x stands in line 1 already"}},
		{{"disabled_plugins=['cri']"}, {"0: disabled_plugins has cri: containerd is no"}},
		{{"version=2\ndisabled_plugins=['a.b', 'io.containerd.grpc.v1.cri']"},
		 {"disabled_plugins has io.containerd.grpc.v1.cri"}},
		{{"version=3\ndisabled_plugins=['io.containerd.cri.v1.images']"},
		 {"2.x", "0: disabled_plugins has io.containerd.cri.v1.images"}},
		{{"version=2", "version=2\ndisabled_plugins=['io.containerd.grpc.v1.cri']"},
		 {"disabled_plugins has io.containerd.grpc.v1.cri"}},
	};

	EXPECT_ROWS(rows);
}

/* As 1.6.20 and 2.1.9 do it ("containerd config dump"), of all files together. */
static void test_plugin_names(void **state)
{
	static const char defaults[] = "/etc/cni/net.d /opt/cni/bin 1";
	static const struct row rows[] = {
		{{"disabled_plugins=['aufs']\nrequired_plugins=['cri']\n[plugins.opt]"}, {defaults}},
		{{"version=1\ndisabled_plugins=['aufs']"}, {defaults}},
		{{"version=2\ndisabled_plugins=['aufs']"},
		 {"0: disabled_plugins has \"aufs\", and containerd does not start"}},
		{{"version=2\nrequired_plugins=['cri']"}, {"0: required_plugins has \"cri\""}},
		{{"version=2\ndisabled_plugins=['']"}, {"0: disabled_plugins has \"\""}},
		{{"disabled_plugins=['aufs']", "version=2"}, {"0: disabled_plugins has \"aufs\""}},
		{{"version=2\ndisabled_plugins=['io.containerd.aufs']"},
		 {"0: disabled_plugins has \"io.containerd.aufs\"", defaults}},
		{{"version=2\ndisabled_plugins=['io.containerd.snapshotter.v1.aufs']"}, {defaults}},
		{{"version=2\n[plugins.opt]\npath='/x'"}, {"0: plugins has \"opt\"", defaults}},
		{{"version=2\n[plugins.\"io.containerd.x.v1\"]"}, {defaults}},
		{{"version=2\ndisabled_plugins=[\"\\u001b\"]"}, {"disabled_plugins has \"\\x1b\""}},
	};

	EXPECT_ROWS(rows);
}

/* Nobody here can say what such a containerd refuses. */
static void test_newer(void **state)
{
	static const char defaults[] = "/etc/cni/net.d /opt/cni/bin 1 internal newer=5 guessed";
	static const struct row rows[] = {
		{{"\nversion=5"}, {"2.x", defaults}},
		{{"version=5\n[plugins.'io.containerd.cri.v1.runtime'.cni]\nconf_dir='/a'\n"
		  "bin_dirs=['/b']"},
		 {"2.x", "/a /b 1 internal newer=5"}},
		{{"version=5\n[plugins.'io.containerd.cri.v1.runtime'.cni]\nconf_dir='/a'"},
		 {"2.x", "/a /opt/cni/bin 1 internal newer=5 guessed"}},
		{{"version=5\nplugins=3"}, {"2.x", defaults}},
		{{"version=5\nimports=3\ndisabled_plugins=['cri', 'x']"}, {"2.x", defaults}},
		{{"version=5\n[plugins.'io.containerd.cri.v1.runtime'.cni]\nconf_dir='/a'\nbin_dir='/b'\n"
		  "bin_dirs=['/b']"},
		 {"2.x", defaults}},
		{{V3 "conf_dir='/a'\nbin_dirs=['/b']", "version=5", V2 "conf_dir='/c'"},
		 {"2.x", "/c /b 1 internal newer=5"}},
		{{"version=5\nx=1\nx=2"}, {"3: x stands in line 2 already"}},
	};

	EXPECT_ROWS(rows);
}

static void test_import_names(void **state)
{
	struct containerd_files files = {.series = CONTAINERD_2};
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
		cmocka_unit_test(test_versions),     cmocka_unit_test(test_debian),
		cmocka_unit_test(test_defaults),     cmocka_unit_test(test_handlers),
		cmocka_unit_test(test_imports),      cmocka_unit_test(test_refused), cmocka_unit_test(test_plugin_names),
		cmocka_unit_test(test_newer),        cmocka_unit_test(test_import_names),
	};

	return RUN_GROUP("containerd_config", tests);
}
