/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The settings: defaults, each key, which file wins, and a clear word for everything wrong. */
#include "config.h"

#include "settings_fixture.h"

static void assert_defaults(const struct reading *reading)
{
	assert_string_equal(reading->modules, "vxlan");
	assert_int_equal(reading->settings.runtime, RUNTIME_AUTO);
	assert_null(reading->settings.conf_dirs);
	assert_null(reading->settings.bin_dirs);
	assert_true(reading->settings.probe);
	assert_true(reading->settings.persist);
	assert_int_equal(reading->settings.invalid, INVALID_BLOCK);
	assert_int_equal(reading->settings.absent, ABSENT_ALLOW);
	assert_null(reading->settings.textfile);
}

static void test_defaults(void **state)
{
	static const char *const texts[] = {NULL, "", "\n\n", "# Modules=geneve\n; Probe=no\n",
					    "[Kernel]\n[CNI]\n"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_reading_ struct reading reading =
			texts[i] ? look_at(*state, texts[i]) : look(*state);

		assert_sound(&reading);
		assert_defaults(&reading);
	}
}

static void test_each_key(void **state)
{
	_cleanup_reading_ struct reading reading =
		look_at(*state, "# ours\n[Kernel]\nModules=vxlan br-netfilter\tip_set\nProbe=no\n"
				"Persist = off\r\n\n[CNI]\nRuntime=cri-o\nConfDir=/srv/net.d /b/\n"
				"BinDir=/a  /b\nInvalid=warn\nAbsent=block\n"
				"[Overlay]\nLink=flannel.1\nVNI=1\nPort=8472\nTimeout=90\n"
				"Grace=1h\n[Metrics]\nTextfile=/var/lib/x y/k.prom");

	assert_sound(&reading);
	assert_string_equal(reading.modules, "vxlan br_netfilter ip_set");
	assert_true(reading.settings.modules_set);
	assert_false(reading.settings.probe);
	assert_false(reading.settings.persist);
	assert_int_equal(reading.settings.runtime, RUNTIME_CRIO);
	assert_string_equal(reading.conf_dirs, "/srv/net.d /b");
	assert_string_equal(reading.bin_dirs, "/a /b");
	assert_int_equal(reading.settings.invalid, INVALID_WARN);
	assert_int_equal(reading.settings.absent, ABSENT_BLOCK);
	assert_string_equal(reading.settings.link, "flannel.1");
	assert_int_equal(reading.settings.vni, 1);
	assert_int_equal(reading.settings.port, 8472);
	assert_int_equal(reading.settings.timeout_s, 90);
	assert_int_equal(reading.settings.grace_s, 3600);
	assert_string_equal(reading.settings.textfile, "/var/lib/x y/k.prom");
}

/* An empty value in a drop-in switches off what the vendor's file has switched on. */
static void test_no_textfile(void **state)
{
	_cleanup_reading_ struct reading reading = {0};

	fixture_write(*state, "/usr/lib/kubelet-preflight.conf", "[Metrics]\nTextfile=/a.prom\n");
	fixture_write(*state, "/etc/kubelet-preflight.conf.d/a.conf", "[Metrics]\nTextfile=\n");
	reading = look(*state);
	assert_sound(&reading);
	assert_null(reading.settings.textfile);
	assert_false(reading.settings.modules_set);
}

static void test_invalid_quarantine(void **state)
{
	_cleanup_reading_ struct reading reading = look_at(*state, "[CNI]\nInvalid=quarantine\n");

	assert_sound(&reading);
	assert_int_equal(reading.settings.invalid, INVALID_QUARANTINE);
}

static void test_booleans(void **state)
{
	static const char *const words[][2] = {
		{"yes", "no"}, {"true", "false"}, {"on", "off"}, {"1", "0"}};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(words); i++) {
		_cleanup_free_ char *text =
			format_text("[Kernel]\nProbe=%s\n", words[i / 2][i % 2]);
		_cleanup_reading_ struct reading reading = look_at(*state, text);

		assert_sound(&reading);
		assert_int_equal(reading.settings.probe, i % 2 == 0);
	}
}

/* An empty list is a wish of its own: a node whose pods need no tunnel. */
static void test_no_modules(void **state)
{
	_cleanup_reading_ struct reading reading = look_at(*state, "[Kernel]\nModules=\n");

	assert_sound(&reading);
	assert_string_equal(reading.modules, "");
}

/* As a later file counts, a later line does; who changes the wrong one of two is warned. */
static void test_each_key_once(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *modules;
	} rows[] = {
		{"[Kernel]\nModules=vxlan\nModules=geneve\n", 3, "geneve"},
		{"[Kernel]\nModules=vxlan\nProbe=no\nModules=vxlan\n", 4, "vxlan"},
		{"[Kernel]\nModules=vxlan\n[CNI]\nInvalid=warn\n[Kernel]\nModules=geneve\n", 6,
		 "geneve"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_reading_ struct reading reading = look_at(*state, rows[i].text);

		assert_counts(&reading, 0, 1);
		assert_warning(*state, &reading, ADMIN, rows[i].line,
			       "Modules= is already set in line 2: this line counts");
		assert_string_equal(reading.modules, rows[i].modules);
		assert_origin(*state, &reading, "Kernel", "Modules", ADMIN, rows[i].line);
	}
}

/* Of two lines the one that is right counts. */
static void test_twice_and_wrong(void **state)
{
	_cleanup_reading_ struct reading reading =
		look_at(*state, "[Overlay]\nPort=8472\nPort=99999\n");

	assert_counts(&reading, 1, 0);
	assert_error(*state, &reading, ADMIN, 3, "Port=99999");
	assert_int_equal(reading.settings.port, 8472);
	assert_origin(*state, &reading, "Overlay", "Port", ADMIN, 2);
}

/* A section may come back, as long as no key does. */
static void test_section_in_two_parts(void **state)
{
	_cleanup_reading_ struct reading reading = look_at(
		*state, "[Kernel]\nProbe=no\n[CNI]\nInvalid=warn\n[Kernel]\nModules=geneve\n");

	assert_sound(&reading);
	assert_string_equal(reading.modules, "geneve");
	assert_false(reading.settings.probe);
}

static void test_bad_values(void **state)
{
	static const struct {
		const char *section, *assignment, *part;
	} rows[] = {
		{"Kernel", "Modules=vx/lan", "names of kernel modules"},
		{"Kernel", "Modules=vxlan,geneve", "names of kernel modules"},
		{"Kernel", "Modules=../../etc", "names of kernel modules"},
		{"Kernel", "Probe=perhaps", "yes or no"},
		{"Kernel", "Probe=", "yes or no"},
		{"Kernel", "Persist=2", "yes or no"},
		{"CNI", "Runtime=", "auto, containerd or cri-o"},
		{"CNI", "ConfDir=etc/cni", "absolute paths"},
		{"CNI", "ConfDir=", "absolute paths"},
		{"CNI", "BinDir=/opt bin", "absolute paths"},
		{"CNI", "BinDir=", "absolute paths"},
		{"CNI", "Invalid=block warn", "block, quarantine or warn"},
		{"CNI", "Absent=", "allow or block"},
		{"Overlay", "Link=a/b", "the name of a link"},
		{"Overlay", "Link=a b", "the name of a link"},
		{"Overlay", "Link=..", "the name of a link"},
		{"Overlay", "Link=sixteencharacter", "the name of a link"},
		{"Overlay", "VNI=16777216", "a number from 0 to 16777215"},
		{"Overlay", "VNI=-1", "a number from 0 to 16777215"},
		{"Overlay", "VNI=", "a number from 0 to 16777215"},
		{"Overlay", "Port=0", "a number from 1 to 65535"},
		{"Overlay", "Port=65536", "a number from 1 to 65535"},
		{"Overlay", "Timeout=0", "a time of at most a day"},
		{"Overlay", "Timeout=10m", "a time of at most a day"},
		{"Overlay", "Grace=25h", "a time of at most a day"},
		{"Metrics", "Textfile=k.prom", "absolute path"},
		{"Metrics", "Textfile=/var/lib/metrics", "ends in .prom"},
		{"Metrics", "Textfile=/var/lib/k.prom/", "ends in .prom"},
		{"Metrics", "Textfile=/var/lib/.prom", "ends in .prom"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = format_text("# one\n[%s]\n\n%s\n", rows[i].section,
							rows[i].assignment);
		_cleanup_reading_ struct reading reading = look_at(*state, text);

		assert_counts(&reading, 1, 0);
		assert_error(*state, &reading, ADMIN, 4, rows[i].assignment);
		assert_error(*state, &reading, ADMIN, 4, rows[i].part);
		assert_error(*state, &reading, ADMIN, 4, "the line is ignored");
		assert_defaults(&reading);
	}
}

/* No list is without a limit: of modules, of directories, of the length of a path. */
static void test_limits(void **state)
{
	static const char *const starts[] = {
		"[Kernel]\nModules=", "[CNI]\nBinDir=", "[CNI]\nConfDir=", "[Metrics]\nTextfile="};

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		char text[8192] = "";

		strcat(text, starts[i]);
		for (int n = 0; n < 1000; n++)
			strcat(text, i == 0 ? "m " : i == 1 ? "/d " : "/path/");
		strcat(text, i == 3 ? "k.prom" : "");
		{
			_cleanup_reading_ struct reading reading = look_at(*state, text);

			assert_counts(&reading, 1, 0);
			assert_between(strlen(reading.lines), 1, 500);
			assert_defaults(&reading);
		}
	}
}

static void test_unknown(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *part, *suggestion;
	} rows[] = {
		{"[Kernel]\nProbe=no\nModule=vxlan\n", 3, "Module is not a key of [Kernel]",
		 "did you mean Modules?"},
		{"[Kernel]\nprobe=no\n", 2, "probe is not a key of [Kernel]", "did you mean Probe?"},
		{"[Kernel]\nTomorrow=no\n", 2, "Tomorrow is not a key of [Kernel]",
		 "valid: Modules, Probe, Persist"},
		{"[CNI]\nAbsent=alow\n", 2, "Absent=alow", "allow or block in this release (did "
							    "you mean allow?)"},
		{"[CNI]\nInvalid=Block\n", 2, "Invalid=Block", "did you mean block?"},
		{"[CNI]\nInvalid=tomorrow\n", 2, "Invalid=tomorrow",
		 "block, quarantine or warn in this release:"},
		{"[CNI]\nRuntime=docker\n", 2, "Runtime=docker", "auto, containerd or cri-o in"},
		{"[CNI]\nProbe=no\n", 2, "Probe is not a key of [CNI]", "it is a key of [Kernel]"},
		{"[Cni]\nInvalid=warn\n", 1, "[Cni]", "did you mean CNI?"},
		{"[Tomorrow.x]\nProbe=no\n", 1, "[Tomorrow.x]",
		 "valid: Gate, Kernel, CNI, Policy, Overlay, Metrics"},
		/* the same key just before, in the section where it belongs */
		{"[Kernel]\nProbe=no\n[CNI]\nProbe=no\n", 4, "Probe is not a key of [CNI]", "a key of [Kernel]"},
		/* what stands below such a section is nothing that this release judges */
		{"[Kernel]\nProbe=no\n[Foo]\nProbe=1/2\n a\n\xff\nb\n", 3, "[Foo]", "valid: "},
		{"[Kernel]\n[Foo]\n", 2, "[Foo]", "valid: Gate, Kernel"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_reading_ struct reading reading = look_at(*state, rows[i].text);

		assert_counts(&reading, 0, 1);
		assert_warning(*state, &reading, ADMIN, rows[i].line, rows[i].part);
		assert_warning(*state, &reading, ADMIN, rows[i].line, rows[i].suggestion);
		assert_warning(*state, &reading, ADMIN, rows[i].line, "ignored");
		assert_int_equal(reading.settings.invalid, INVALID_BLOCK);
		assert_int_equal(reading.settings.absent, ABSENT_ALLOW);
	}
}

/* What is known beside it counts, and what is wrong beside it is wrong. */
static void test_beside_unknown(void **state)
{
	static const char text[] = "[Tomorrow]\nProbe=yes\nProbe=yes\n[Kernel]\nColour=red\n"
				   "Probe=no\n[CNI]\nRuntime=tomorrow\nInvalid=warn\n";
	_cleanup_free_ char *more = format_text("%sAbsent=1/2\n", text);
	_cleanup_reading_ struct reading reading = look_at(*state, text), wrong = {0};

	assert_counts(&reading, 0, 3);
	assert_false(reading.settings.probe);
	assert_int_equal(reading.settings.runtime, RUNTIME_AUTO);
	assert_int_equal(reading.settings.invalid, INVALID_WARN);
	assert_warning(*state, &reading, ADMIN, 1, "[Tomorrow]");
	assert_warning(*state, &reading, ADMIN, 5, "Colour is not a key of [Kernel]");
	assert_warning(*state, &reading, ADMIN, 8, "Runtime=tomorrow");
	wrong = look_at(*state, more);
	assert_counts(&wrong, 1, 3);
	assert_error(*state, &wrong, ADMIN, 10, "Absent=1/2: the value must be");
	assert_int_equal(wrong.settings.invalid, INVALID_WARN);
}

/* However many there are, what is right counts, and the list ends. */
static void test_crowd_of_unknown(void **state)
{
	char text[8192] = "[Kernel]\n";

	for (int n = 0; n < 100; n++)
		strcat(text, "Tomorrow=1\nPersist=maybe\n");
	strcat(text, "Probe=no\n");
	{
		_cleanup_reading_ struct reading reading = look_at(*state, text);

		assert_counts(&reading, 100, 100);
		assert_int_equal(reading.problems.count, 2 * SETTINGS_PROBLEMS_MAX + 2);
		assert_non_null(strstr(reading.lines, "36 more errors"));
		assert_non_null(strstr(reading.lines, "36 more warnings"));
		assert_false(reading.settings.probe);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_defaults),       FIXTURE_TEST(test_each_key),
		FIXTURE_TEST(test_no_textfile),
		FIXTURE_TEST(test_invalid_quarantine),
		FIXTURE_TEST(test_booleans),       FIXTURE_TEST(test_no_modules),
		FIXTURE_TEST(test_each_key_once), FIXTURE_TEST(test_bad_values),
		FIXTURE_TEST(test_section_in_two_parts),
		FIXTURE_TEST(test_limits),         FIXTURE_TEST(test_unknown),
		FIXTURE_TEST(test_twice_and_wrong),
		FIXTURE_TEST(test_beside_unknown), FIXTURE_TEST(test_crowd_of_unknown),
	};

	return RUN_GROUP("settings", tests);
}
