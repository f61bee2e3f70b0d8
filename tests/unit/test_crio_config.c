/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CRI-O's [crio.network], over one file and several. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "runtime/crio.h"

#define NETWORK "[crio.network]\n"

/* "network_dir plugin_dirs plugin_dir default", or the fault. */
static char *read_files(const char *const *texts)
{
	_cleanup_(crio_config_free) struct crio_config config = {0};
	_cleanup_free_ char *dirs = NULL;
	struct toml_fault fault = {0};
	char *said;
	int r = 0;

	crio_config_default(&config);
	for (; *texts && r == 0; texts++)
		r = crio_config_update(&config, *texts, strlen(*texts), &fault);
	if (r < 0) {
		assert_int_equal(r, -EBADMSG);
		said = format_text("%u: %s", fault.line, fault.words);
		free(fault.words);
		return said;
	}
	dirs = strv_join(config.plugin_dirs, ",");
	return format_text("%s %s %s %s", config.network_dir, dirs,
			   config.plugin_dir ? config.plugin_dir : "-",
			   config.default_network ? config.default_network : "-");
}

static void test_files(void **state)
{
	static const struct {
		const char *texts[4];
		const char *said;
	} rows[] = {
		{{NULL}, "/etc/cni/net.d /opt/cni/bin - -"},
		{{"[crio]\n[crio.runtime]\nx=1"}, "/etc/cni/net.d /opt/cni/bin - -"},
		{{NETWORK "network_dir='/n/'\nplugin_dirs=['/a','/b']\ncni_default_network='c'"},
		 "/n/ /a,/b - c"},
		{{NETWORK "plugin_dir='/old'"}, "/etc/cni/net.d /opt/cni/bin /old -"},
		{{NETWORK "plugin_dir='/old'", NETWORK "plugin_dir=''"},
		 "/etc/cni/net.d /opt/cni/bin - -"},
		{{NETWORK "network_dir='/n'\nplugin_dirs=['/a','/b']", NETWORK "plugin_dirs=['/c']",
		  "[crio.image]\n"},
		 "/n /c - -"},
		{{NETWORK "cni_default_network=''"}, "/etc/cni/net.d /opt/cni/bin - -"},
		/* OpenShift's drop-in. */
		{{NETWORK "network_dir = \"/etc/kubernetes/cni/net.d/\"\nplugin_dirs = [\n"
			  "    \"/var/lib/cni/bin\",\n    \"/usr/libexec/cni\",\n]\n"},
		 "/etc/kubernetes/cni/net.d/ /var/lib/cni/bin,/usr/libexec/cni - -"},
		/* Keys and tables in any case, of which the exact one wins. */
		{{"[CRIO.NETWORK]\nNETWORK_DIR='/n'\nPlugin_Dirs=['/a']\ncni_Default_network='c'"},
		 "/n /a - c"},
		{{NETWORK "NETWORK_DIR='/N'\nnetwork_dir='/n'"}, "/n /opt/cni/bin - -"},
		{{NETWORK "network_dir='n'\nplugin_dirs=['a']"}, "n a - -"},
		{{NETWORK "plugin_dirs=[]"}, "/etc/cni/net.d  - -"},
		{{NETWORK "network_dir=''"}, "2: network_dir is empty, and CRI-O cannot make it"},
		{{NETWORK "plugin_dirs='/a'"}, "2: plugin_dirs is a string, not a list"},
		{{NETWORK, NETWORK "\nx=1\nx=2"}, "4: x is already set in line 3"},
		{{"crio=1"}, "1: crio is not a table"},
		{{"[crio]\nnetwork=1"}, "2: network is an integer, not a table"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *said = read_files(rows[i].texts);

		assert_string_equal(said, rows[i].said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_files)};

	return RUN_GROUP("crio_config", tests);
}
