/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel command line. */
#include "config.h"

#include "fixture.h"
#include "module/kernel_cmdline.h"

static void test_list(void **state)
{
	char parameter[CMDLINE_PARAMETER_SIZE];
	static const struct {
		const char *cmdline, *key;
		bool listed;
	} rows[] = {
		{"", "module_blacklist", false},
		{"quiet module_blacklist=vxlan\n", "module_blacklist", true},
		{"module_blacklist=geneve,vxlan,ipip quiet", "module_blacklist", true},
		{"module_blacklist=vxlan2,vxla", "module_blacklist", false},
		{"module_blacklist= vxlan", "module_blacklist", false},
		{"module_blacklist", "module_blacklist", false},
		{"module_blacklist=,,vxlan", "module_blacklist", true},
		{"module-blacklist=vxlan", "module_blacklist", true},
		{"xmodule_blacklist=vxlan", "module_blacklist", false},
		{"module_blacklist2=vxlan", "module_blacklist", false},
		{"modprobe.blacklist=vxlan", "module_blacklist", false},
		{"modprobe.blacklist=geneve modprobe.blacklist=vxlan", "modprobe.blacklist", true},
		{"a=\"module_blacklist=vxlan b\"", "module_blacklist", false},
		{"a=\"x y\" module_blacklist=vxlan", "module_blacklist", true},
		{"a=\"x module_blacklist=vxlan", "module_blacklist", false}, /* never closed */
		{"module_blacklist=\"geneve,vxlan\"", "module_blacklist", true}, /* quotes go */
		{"\"module_blacklist=vxlan\"", "module_blacklist", true},
		{"vxlan", "module_blacklist", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (cmdline_list(rows[i].cmdline, rows[i].key, "vxlan", parameter) != rows[i].listed ||
		    !*parameter == rows[i].listed)
			fail_msg("row %zu, \"%s\"", i, rows[i].cmdline);
	assert_true(cmdline_list("a=b module_blacklist=x,br-netfilter,y c", "module_blacklist",
				 "br_netfilter", parameter));
	assert_string_equal(parameter, "module_blacklist=x,br-netfilter,y");
}

static void test_list_without(void **state)
{
	static const struct {
		const char *parameter, *without;
	} rows[] = {
		{"module_blacklist=br_netfilter", ""},
		{"module_blacklist=br-netfilter,br_netfilter", ""},
		{"module_blacklist=a,br_netfilter", "module_blacklist=a"},
		{"module_blacklist=br_netfilter,a", "module_blacklist=a"},
		{"module_blacklist=a,br-netfilter,,b,", "module_blacklist=a,b"},
		{"module_blacklist=br_netfilter2,a", "module_blacklist=br_netfilter2,a"},
		{"module_blacklist=", ""},
		{"module_blacklist", ""},
	};
	char without[CMDLINE_PARAMETER_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cmdline_list_without(rows[i].parameter, "br_netfilter", without);
		assert_string_equal(without, rows[i].without);
	}
}

static void test_options(void **state)
{
	static const struct {
		const char *cmdline, *options;
	} rows[] = {
		{"", ""},
		{"quiet vxlan vxlan=1 xvxlan.a=1 vxlan2.a=1", ""},
		{"vxlan.udp_port=bad quiet", "vxlan.udp_port=bad"},
		{"vxlan.a=1 quiet vxlan.b vxlan.c=\"2\"\n", "vxlan.a=1 vxlan.b vxlan.c=2"},
	};
	char options[CMDLINE_PARAMETER_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cmdline_options(rows[i].cmdline, "vxlan", options);
		assert_string_equal(options, rows[i].options);
	}
}

/* Longer than any kernel takes: cut, and no byte beyond the end. */
static void test_rubbish(void **state)
{
	static const char letters[] = "vxlan.=,\" \xff\tmodule_blacklist";
	char cmdline[16384], parameter[CMDLINE_PARAMETER_SIZE];
	unsigned int seed = 1;

	for (size_t round = 0; round < 200; round++) {
		for (size_t i = 0; i < sizeof(cmdline) - 1; i++) {
			seed = seed * 1103515245 + 12345;
			cmdline[i] = letters[(seed >> 16) % (sizeof(letters) - 1)];
		}
		cmdline[sizeof(cmdline) - 1] = '\0';
		cmdline_list(cmdline, "module_blacklist", "vxlan", parameter);
		assert_true(strlen(parameter) < sizeof(parameter));
		cmdline_options(cmdline, "vxlan", parameter);
		assert_true(strlen(parameter) < sizeof(parameter));
	}
	memset(cmdline, 'x', sizeof(cmdline) - 1);
	memcpy(cmdline, "vxlan.a=", 8);
	cmdline_options(cmdline, "vxlan", parameter);
	assert_true(strlen(parameter) < sizeof(parameter));
}

static void test_masks(void **state)
{
	static const struct {
		const char *cmdline, *word; /* NULL: it masks another unit, or none */
	} rows[] = {
		{"", NULL},
		{"quiet systemd.mask=gate.service\n", "systemd.mask=gate.service"},
		{"systemd.mask=gate quiet", "systemd.mask=gate"},
		{"systemd.mask=gate.target systemd.mask=gate.service", "systemd.mask=gate.service"},
		{"systemd.mask=\"gate.service\"", "systemd.mask=gate.service"},
		{"systemd.mask=gat", NULL},
		{"systemd.mask=gate-good.service", NULL},
		{"systemd.mask=gate.service2", NULL},
		{"systemd.mask=gate.", NULL},
		{"systemd.mask= gate.service", NULL},
		{"systemd.mask", NULL},
		{"rd.systemd.mask=gate.service", NULL}, /* of the initrd */
		{"systemd.wants=gate.service", NULL},
		{"a=\"x systemd.mask=gate.service\"", NULL},
	};
	char word[CMDLINE_PARAMETER_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (cmdline_masks(rows[i].cmdline, "gate.service", word) != !!rows[i].word ||
		    !text_equal(word, rows[i].word ? rows[i].word : ""))
			fail_msg("row %zu, \"%s\": \"%s\"", i, rows[i].cmdline, word);
	assert_true(cmdline_masks("systemd.mask=gate.target", "gate.target", word));
	assert_false(cmdline_masks("systemd.mask=gate", "gate.target", word));
}

static void test_gate_mode(void **state)
{
	static const struct {
		const char *cmdline;
		int mode; /* -1: it says nothing */
	} rows[] = {
		{"", -1},
		{"quiet", -1},
		{"kubelet_preflight=report", MODE_REPORT},
		{"quiet kubelet_preflight=report ro\n", MODE_REPORT},
		{"kubelet_preflight=enforce", MODE_ENFORCE},
		{"kubelet_preflight=report kubelet_preflight=enforce", MODE_ENFORCE},
		{"kubelet_preflight=enforce\tkubelet_preflight=report", MODE_REPORT},
		{"\"kubelet_preflight=report\"", MODE_REPORT},
		{"kubelet_preflight=\"report\"", MODE_REPORT},
		{"kubelet_preflight=0", -1},
		{"kubelet_preflight=report kubelet_preflight=0", MODE_REPORT},
		{"kubelet_preflight=Report", -1},
		{"kubelet_preflight=report kubelet_preflight=Enforce", MODE_REPORT},
		{"kubelet_preflight=reports", -1},
		{"kubelet_preflight=", -1},
		{"kubelet_preflight", -1},
		{"kubelet-preflight=report", -1},
		{"xkubelet_preflight=report", -1},
		{"rd.kubelet_preflight=report", -1},
		{"a=\"x kubelet_preflight=report\"", -1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (int before = 0; before < 2; before++) {
			enum gate_mode mode = before ? MODE_REPORT : MODE_ENFORCE;
			bool said = cmdline_gate_mode(rows[i].cmdline, &mode);

			if (said != (rows[i].mode >= 0) ||
			    mode != (said ? (enum gate_mode)rows[i].mode
					  : (before ? MODE_REPORT : MODE_ENFORCE)))
				fail_msg("row %zu, \"%s\"", i, rows[i].cmdline);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_list_without),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_rubbish),
		cmocka_unit_test(test_masks),
		cmocka_unit_test(test_gate_mode),
	};

	return RUN_GROUP("kernel_cmdline", tests);
}
