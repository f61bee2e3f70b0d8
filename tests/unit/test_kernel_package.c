/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table over the distributions: which package has the modules, which command brings it back. */
#include "config.h"

#include "fixture.h"
#include "module/kernel_package.h"

/* ID, ID_LIKE, VERSION_ID, VARIANT_ID as the distributions write them. */
#define DEBIAN12 {"debian", "", "12", "", ""}
#define DEBIAN13 {"debian", "", "13", "", ""}
#define RASPBIAN {"raspbian", "debian", "12", "", ""}
#define UBUNTU(version) {"ubuntu", "debian", version, "", ""}
#define MINT {"linuxmint", "ubuntu debian", "21.3", "", ""}
#define RHEL(version) {"rhel", "fedora", version, "", ""}
#define ROCKY(version) {"rocky", "rhel centos fedora", version, "", ""}
#define STREAM(version) {"centos", "rhel fedora", version, "", ""}
#define ORACLE {"ol", "fedora", "9.3", "", ""}
#define FEDORA(version, variant) {"fedora", "", version, variant, ""}
#define AMAZON(version) {"amzn", "fedora", version, "", ""}
#define SLES {"sles", "suse", "15.6", "", ""}
#define LEAP {"opensuse-leap", "suse opensuse", "15.6", "", ""}
#define AZURE {"azurelinux", "mariner", "3.0", "", ""}
#define MARINER {"mariner", "", "2.0", "", ""}
#define PHOTON {"photon", "", "5.0", "", ""}
#define ARCH {"arch", "", "", "", ""}
#define BOTTLEROCKET {"bottlerocket", "", "1.19", "", ""}
#define FLATCAR {"flatcar", "coreos", "3760.2.0", "", ""}
#define TALOS {"talos", "", "1.6", "", ""}
#define UNKNOWN {"linux", "", "", "", ""}
#define MICRO {"sle-micro", "suse", "5.5", "", ""}

#define AGAIN(package) "apt-get download --print-uris " package " && " APT_INSTALL " --reinstall " package
#define EXTRA(package) APT_INSTALL " " package
#define RPM(tool, package) tool " -y $(rpm -q --quiet " package " && echo re)install " package
#define DNF(package) RPM("dnf", package)

static const struct {
	struct os_release os;
	const char *release;
	enum package_manager manager;
	const char *package, *command, *newest;
	bool extra;
} rows[] = {
	{DEBIAN12, "6.1.0-56-amd64", PACKAGES_DPKG, "linux-image-6.1.0-56-amd64",
	 AGAIN("linux-image-6.1.0-56-amd64"), "linux-image-amd64", false},
	{DEBIAN12, "6.1.0-50-cloud-amd64", PACKAGES_DPKG, "linux-image-6.1.0-50-cloud-amd64",
	 AGAIN("linux-image-6.1.0-50-cloud-amd64"), "linux-image-cloud-amd64", false},
	{DEBIAN12, "6.1.0-50-rt-amd64", PACKAGES_DPKG, "linux-image-6.1.0-50-rt-amd64",
	 AGAIN("linux-image-6.1.0-50-rt-amd64"), "linux-image-rt-amd64", false},
	{DEBIAN12, "6.1.0-0.deb11.21-amd64", PACKAGES_DPKG, "linux-image-6.1.0-0.deb11.21-amd64",
	 AGAIN("linux-image-6.1.0-0.deb11.21-amd64"), "linux-image-amd64", false},
	{DEBIAN13, "6.12.107+deb13-cloud-amd64", PACKAGES_DPKG,
	 "linux-image-6.12.107+deb13-cloud-amd64", AGAIN("linux-image-6.12.107+deb13-cloud-amd64"),
	 "linux-image-cloud-amd64", false},
	{DEBIAN13, "6.18.15+deb13-cloud-amd64", PACKAGES_DPKG,
	 "linux-image-6.18.15+deb13-cloud-amd64", AGAIN("linux-image-6.18.15+deb13-cloud-amd64"),
	 "linux-image-cloud-amd64", false},
	{DEBIAN13, "6.19.6+deb13-amd64", PACKAGES_DPKG, "linux-modules-6.19.6+deb13-amd64",
	 AGAIN("linux-modules-6.19.6+deb13-amd64") " linux-base-6.19.6+deb13-amd64",
	 "linux-image-amd64", false},
	{DEBIAN13, "7.3.4+deb13-cloud-amd64", PACKAGES_DPKG,
	 "linux-modules-7.3.4+deb13-cloud-amd64",
	 AGAIN("linux-modules-7.3.4+deb13-cloud-amd64") " linux-base-7.3.4+deb13-cloud-amd64",
	 "linux-image-cloud-amd64", false},
	{DEBIAN13, "7.0.1+rpt-rpi-v8", PACKAGES_DPKG, "linux-image-7.0.1+rpt-rpi-v8",
	 AGAIN("linux-image-7.0.1+rpt-rpi-v8"), "linux-image-rpi-v8", false},
	{DEBIAN12, "6.6.31+rpt-rpi-v8", PACKAGES_DPKG, "linux-image-6.6.31+rpt-rpi-v8",
	 AGAIN("linux-image-6.6.31+rpt-rpi-v8"), "linux-image-rpi-v8", false},
	{RASPBIAN, "6.6.31+rpt-rpi-v7", PACKAGES_DPKG, "linux-image-6.6.31+rpt-rpi-v7",
	 AGAIN("linux-image-6.6.31+rpt-rpi-v7"), "linux-image-rpi-v7", false},
	{UBUNTU("22.04"), "5.15.0-91-generic", PACKAGES_DPKG, "linux-modules-5.15.0-91-generic",
	 AGAIN("linux-modules-5.15.0-91-generic"), "linux-image-generic", false},
	{UBUNTU("20.04"), "5.15.0-1036-azure", PACKAGES_DPKG, "linux-modules-5.15.0-1036-azure",
	 AGAIN("linux-modules-5.15.0-1036-azure"), "linux-image-azure", false},
	{UBUNTU("21.04"), "5.11.0-1007-raspi", PACKAGES_DPKG, "linux-modules-5.11.0-1007-raspi",
	 AGAIN("linux-modules-5.11.0-1007-raspi"), "linux-image-raspi", false},
	{UBUNTU("21.10"), "5.13.0-1008-raspi", PACKAGES_DPKG,
	 "linux-modules-extra-5.13.0-1008-raspi", EXTRA("linux-modules-extra-5.13.0-1008-raspi"),
	 "linux-image-raspi linux-modules-extra-raspi", true},
	{UBUNTU("22.04"), "5.15.0-1046-raspi", PACKAGES_DPKG,
	 "linux-modules-extra-5.15.0-1046-raspi", EXTRA("linux-modules-extra-5.15.0-1046-raspi"),
	 "linux-image-raspi linux-modules-extra-raspi", true},
	{UBUNTU("23.10"), "6.5.0-1005-raspi", PACKAGES_DPKG, "linux-modules-extra-6.5.0-1005-raspi",
	 EXTRA("linux-modules-extra-6.5.0-1005-raspi"), "linux-image-raspi linux-modules-extra-raspi", true},
	{UBUNTU("24.04"), "6.8.0-1004-raspi", PACKAGES_DPKG, "linux-modules-6.8.0-1004-raspi",
	 AGAIN("linux-modules-6.8.0-1004-raspi"), "linux-image-raspi", false},
	{UBUNTU("22.04"), "6.8.0-40-generic", PACKAGES_DPKG, "linux-modules-6.8.0-40-generic",
	 AGAIN("linux-modules-6.8.0-40-generic"), "linux-image-generic-hwe-22.04", false},
	{UBUNTU("24.04"), "6.8.0-31-generic", PACKAGES_DPKG, "linux-modules-6.8.0-31-generic",
	 AGAIN("linux-modules-6.8.0-31-generic"), "linux-image-generic", false},
	{UBUNTU("24.04"), "6.11.0-8-lowlatency", PACKAGES_DPKG, "linux-modules-6.11.0-8-lowlatency",
	 AGAIN("linux-modules-6.11.0-8-lowlatency"), "linux-image-lowlatency-hwe-24.04", false},
	{UBUNTU("22.04"), "6.5.0-1015-azure", PACKAGES_DPKG, "linux-modules-6.5.0-1015-azure",
	 AGAIN("linux-modules-6.5.0-1015-azure"), "linux-image-azure", false},
	{UBUNTU("25.10"), "6.17.0-5-generic", PACKAGES_DPKG, "linux-modules-6.17.0-5-generic",
	 AGAIN("linux-modules-6.17.0-5-generic"), "linux-image-generic", false},
	{MINT, "5.15.0-91-generic", PACKAGES_DPKG, "linux-modules-5.15.0-91-generic",
	 AGAIN("linux-modules-5.15.0-91-generic"), "linux-image-generic", false},

	{UBUNTU("22.04 LTS"), "5.15.0-91-generic", PACKAGES_DPKG, "linux-modules-5.15.0-91-generic",
	 AGAIN("linux-modules-5.15.0-91-generic"), "linux-image-generic", false},
	{{"kali", "debian", "2023.1", "", ""}, "6.1.0-kali9-amd64", PACKAGES_DPKG,
	 "linux-image-6.1.0-kali9-amd64", AGAIN("linux-image-6.1.0-kali9-amd64"), "linux-image-amd64", false},
	{DEBIAN12, "4.15.18-30-pve", PACKAGES_DPKG, "pve-kernel-4.15.18-30-pve",
	 AGAIN("pve-kernel-4.15.18-30-pve"), "pve-kernel-4.15", false},
	{DEBIAN12, "6.2.16-5-pve", PACKAGES_DPKG, "pve-kernel-6.2.16-5-pve",
	 AGAIN("pve-kernel-6.2.16-5-pve"), "pve-kernel-6.2", false},
	{DEBIAN12, "6.2.16-20-pve", PACKAGES_DPKG, "proxmox-kernel-6.2.16-20-pve",
	 AGAIN("proxmox-kernel-6.2.16-20-pve"), "proxmox-kernel-6.2", false},
	{DEBIAN12, "6.8.12-4-pve", PACKAGES_DPKG, "proxmox-kernel-6.8.12-4-pve-signed",
	 AGAIN("proxmox-kernel-6.8.12-4-pve-signed"), "proxmox-kernel-6.8", false},

	{STREAM("7"), "3.10.0-1160.118.1.el7.x86_64", PACKAGES_RPM, "kernel-3.10.0-1160.118.1.el7.x86_64",
	 RPM("yum", "kernel-3.10.0-1160.118.1.el7.x86_64"), "'kernel*'", false},
	{RHEL("9.0"), "5.14.0-70.13.1.rt21.83.el9_0.x86_64", PACKAGES_RPM,
	 "kernel-rt-core-5.14.0-70.13.1.rt21.83.el9_0.x86_64",
	 DNF("kernel-rt-core-5.14.0-70.13.1.rt21.83.el9_0.x86_64"), "'kernel*'", false},
	{FEDORA("42", ""), "6.13.0-0.rc3.29.fc42.x86_64", PACKAGES_RPM,
	 "kernel-modules-core-6.13.0-0.rc3.29.fc42.x86_64",
	 DNF("kernel-modules-core-6.13.0-0.rc3.29.fc42.x86_64"), "'kernel*'", false},
	{FEDORA("41", ""), "6.11.0-400.asahi.fc41.aarch64+16k", PACKAGES_RPM,
	 "kernel-16k-modules-core-6.11.0-400.asahi.fc41.aarch64",
	 DNF("kernel-16k-modules-core-6.11.0-400.asahi.fc41.aarch64"), "'kernel*'", false},
	{ORACLE, "6.12.0-104.43.4.2.el9uek.x86_64+debug", PACKAGES_RPM, "", "", "", false},
	{ROCKY("9.4"), "6.6.1-1.el9.elrepo.x86_64", PACKAGES_RPM, "", "", "", false},
	{AZURE, "6.12.57.1-1.azl3", PACKAGES_RPM, "", "", "", false},
	{RHEL("8.9"), "4.18.0-513.el8.x86_64", PACKAGES_RPM, "kernel-core-4.18.0-513.el8.x86_64",
	 DNF("kernel-core-4.18.0-513.el8.x86_64"), "'kernel*'", false},
	{ROCKY("9.1"), "5.14.0-162.el9.x86_64", PACKAGES_RPM, "kernel-core-5.14.0-162.el9.x86_64",
	 DNF("kernel-core-5.14.0-162.el9.x86_64"), "'kernel*'", false},
	{ROCKY("9.2"), "5.14.0-284.el9.x86_64", PACKAGES_RPM,
	 "kernel-modules-core-5.14.0-284.el9.x86_64",
	 DNF("kernel-modules-core-5.14.0-284.el9.x86_64"), "'kernel*'", false},
	{RHEL("10.0"), "6.12.0-55.el10.x86_64", PACKAGES_RPM,
	 "kernel-modules-core-6.12.0-55.el10.x86_64",
	 DNF("kernel-modules-core-6.12.0-55.el10.x86_64"), "'kernel*'", false},
	{RHEL("10.0"), "6.12.0-55.el10.x86_64+rt", PACKAGES_RPM,
	 "kernel-rt-modules-core-6.12.0-55.el10.x86_64",
	 DNF("kernel-rt-modules-core-6.12.0-55.el10.x86_64"), "'kernel*'", false},
	{RHEL("9.4"), "5.14.0-427.el9.aarch64+64k", PACKAGES_RPM,
	 "kernel-64k-modules-core-5.14.0-427.el9.aarch64",
	 DNF("kernel-64k-modules-core-5.14.0-427.el9.aarch64"), "'kernel*'", false},
	{STREAM("10"), "6.12.0-60.el10.x86_64", PACKAGES_RPM,
	 "kernel-modules-core-6.12.0-60.el10.x86_64",
	 DNF("kernel-modules-core-6.12.0-60.el10.x86_64"), "'kernel*'", false},
	/* CentOS Stream names no minor version; its kernels are ahead of RHEL's since 9.2. */
	{STREAM("9"), "5.14.0-529.el9.x86_64", PACKAGES_RPM,
	 "kernel-modules-core-5.14.0-529.el9.x86_64",
	 DNF("kernel-modules-core-5.14.0-529.el9.x86_64"), "'kernel*'", false},
	{FEDORA("37", "server"), "6.1.9-200.fc37.x86_64", PACKAGES_RPM,
	 "kernel-core-6.1.9-200.fc37.x86_64", DNF("kernel-core-6.1.9-200.fc37.x86_64"), "'kernel*'", false},
	{FEDORA("38", "server"), "6.2.9-300.fc38.x86_64", PACKAGES_RPM,
	 "kernel-modules-core-6.2.9-300.fc38.x86_64",
	 DNF("kernel-modules-core-6.2.9-300.fc38.x86_64"), "'kernel*'", false},
	{FEDORA("40", "coreos"), "6.8.5-301.fc40.x86_64", PACKAGES_RPM,
	 "kernel-modules-core-6.8.5-301.fc40.x86_64", "rpm-ostree rollback", "'kernel*'", false},
	{ORACLE, "5.15.0-200.131.27.el9uek.x86_64", PACKAGES_RPM,
	 "kernel-uek-modules-5.15.0-200.131.27.el9uek.x86_64",
	 DNF("kernel-uek-modules-5.15.0-200.131.27.el9uek.x86_64"), "'kernel*'", false},
	{ORACLE, "5.14.0-362.el9.x86_64", PACKAGES_RPM, "kernel-modules-core-5.14.0-362.el9.x86_64",
	 DNF("kernel-modules-core-5.14.0-362.el9.x86_64"), "'kernel*'", false},
	{AMAZON("2"), "5.10.201-191.748.amzn2.x86_64", PACKAGES_RPM,
	 "kernel-5.10.201-191.748.amzn2.x86_64", RPM("yum", "kernel-5.10.201-191.748.amzn2.x86_64"),
	 "'kernel*'", false},
	{AMAZON("2023"), "6.1.66-91.160.amzn2023.x86_64", PACKAGES_RPM,
	 "kernel-6.1.66-91.160.amzn2023.x86_64", DNF("kernel-6.1.66-91.160.amzn2023.x86_64"), "'kernel*'",
	 false},
	{AMAZON("2023"), "6.12.22-27.96.amzn2023.x86_64", PACKAGES_RPM,
	 "kernel6.12-6.12.22-27.96.amzn2023.x86_64",
	 DNF("kernel6.12-6.12.22-27.96.amzn2023.x86_64"), "'kernel*'", false},

	{SLES, "6.4.0-150600.23.7-default", PACKAGES_RPM, "kernel-default",
	 "zypper -n install --force -- kernel-default -kernel-default-base", "", false},
	{LEAP, "6.4.0-150600.23.7-azure", PACKAGES_RPM, "kernel-azure",
	 "zypper -n install --force kernel-azure", "", false},
	{MICRO, "5.14.21-150500.55-rt", PACKAGES_RPM, "kernel-rt",
	 "transactional-update --non-interactive pkg install --force kernel-rt", "", false},
	{AZURE, "6.6.57.1-7.azl3", PACKAGES_RPM, "kernel-6.6.57.1-7.azl3",
	 RPM("tdnf", "kernel-6.6.57.1-7.azl3"), "kernel", false},
	{MARINER, "5.15.148.2-2.cm2", PACKAGES_RPM, "kernel-5.15.148.2-2.cm2",
	 RPM("tdnf", "kernel-5.15.148.2-2.cm2"), "kernel", false},
	{PHOTON, "6.1.10-11.ph5-esx", PACKAGES_UNKNOWN, "", "", "", false},
	{ARCH, "6.12.9-arch1-1", PACKAGES_OTHER, "linux", "pacman -S --noconfirm linux", "", false},
	{ARCH, "6.6.70-1-lts", PACKAGES_OTHER, "linux-lts", "pacman -S --noconfirm linux-lts", "",
	 false},
	{BOTTLEROCKET, "6.1.66", PACKAGES_UNKNOWN, "",
	 "apiclient set kernel.modules.vxlan.allowed=true kernel.modules.vxlan.autoload=true", "",
	 false},
	{FLATCAR, "6.1.73-flatcar", PACKAGES_UNKNOWN, "", "", "", false},
	{TALOS, "6.1.74-talos", PACKAGES_UNKNOWN, "", "", "", false},
	{UNKNOWN, "6.18.44-fc-v769", PACKAGES_UNKNOWN, "", "", "", false},
	{DEBIAN12, "", PACKAGES_UNKNOWN, "", "", "", false}, /* no kernel at all */
};

static void test_table(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct kernel_package package;

		print_message("# %s %s\n", rows[i].os.id, rows[i].release);
		kernel_package_by_release(&rows[i].os, rows[i].release, "vxlan", &package);
		assert_int_equal(package.manager, rows[i].manager);
		assert_string_equal(package.package, rows[i].package);
		assert_string_equal(package.command, rows[i].command);
		assert_string_equal(package.newest, rows[i].newest);
		assert_int_equal(package.extra, rows[i].extra);
	}
}

/* What is not where vxlan is. */
static void test_other_modules(void **state)
{
	static const struct {
		struct os_release os;
		const char *release, *module, *package, *upgrade;
	} others[] = {
		{RHEL("10.0"), "6.12.0-55.el10.x86_64", "br_netfilter",
		 "kernel-modules-extra-6.12.0-55.el10.x86_64",
		 "dnf -y install kernel kernel-modules-extra"},
		{ROCKY("10.1"), "6.12.0-55.el10.x86_64+rt", "xt_set",
		 "kernel-rt-modules-extra-6.12.0-55.el10.x86_64",
		 "dnf -y install kernel-rt kernel-rt-modules-extra"},
		{RHEL("10.0"), "6.12.0-55.el10.x86_64", "wireguard",
		 "kernel-modules-core-6.12.0-55.el10.x86_64", "dnf -y upgrade 'kernel*'"},
		{RHEL("9.4"), "5.14.0-427.el9.x86_64", "br_netfilter",
		 "kernel-modules-core-5.14.0-427.el9.x86_64", "dnf -y upgrade 'kernel*'"},
		{FEDORA("42", "server"), "6.14.0-63.fc42.x86_64", "br_netfilter",
		 "kernel-modules-core-6.14.0-63.fc42.x86_64", "dnf -y upgrade 'kernel*'"},
		{ORACLE, "5.15.0-200.131.27.el9uek.x86_64", "ip_set_hash_net",
		 "kernel-uek-modules-extra-5.15.0-200.131.27.el9uek.x86_64",
		 "dnf -y install kernel-uek kernel-uek-modules-extra"},
		{UBUNTU("22.04"), "5.15.0-1046-raspi", "geneve",
		 "linux-modules-extra-5.15.0-1046-raspi",
		 APT_INSTALL " linux-image-raspi linux-modules-extra-raspi"},
		{UBUNTU("22.04"), "5.15.0-1046-raspi", "ipip", "linux-modules-5.15.0-1046-raspi",
		 APT_INSTALL " linux-image-raspi"},
		{DEBIAN12, "6.1.0-56-amd64", "br_netfilter", "linux-image-6.1.0-56-amd64",
		 APT_INSTALL " linux-image-amd64"},
	};
	struct kernel_package package;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		print_message("# %s of %s\n", others[i].module, others[i].release);
		kernel_package_by_release(&others[i].os, others[i].release, others[i].module, &package);
		assert_string_equal(package.package, others[i].package);
		assert_string_equal(package.upgrade, others[i].upgrade);
	}
	kernel_package_by_release(&(struct os_release)BOTTLEROCKET, "6.1.66", "ipip", &package);
	assert_string_equal(package.command, "apiclient set kernel.modules.ipip.allowed=true "
					     "kernel.modules.ipip.autoload=true");
}

/* An archive that no longer has this release: the flavour's newest kernel. */
static void test_upgrade(void **state)
{
	static const struct {
		struct os_release os;
		const char *release, *upgrade;
	} upgrades[] = {
		{DEBIAN12, "6.1.0-50-cloud-amd64", APT_INSTALL " linux-image-cloud-amd64"},
		{UBUNTU("20.04"), "5.15.0-1036-azure", APT_INSTALL " linux-image-azure"},
		{UBUNTU("22.04"), "5.15.0-1046-raspi",
		 APT_INSTALL " linux-image-raspi linux-modules-extra-raspi"},
		{UBUNTU("22.04"), "6.8.0-40-generic", APT_INSTALL " linux-image-generic-hwe-22.04"},
		{DEBIAN12, "6.1.66", ""}, /* a kernel of one's own */
		{ROCKY("9.3"), "5.14.0-362.el9.x86_64", "dnf -y upgrade 'kernel*'"},
		{AMAZON("2"), "5.10.201-191.748.amzn2.x86_64", "yum -y upgrade 'kernel*'"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(upgrades); i++) {
		struct kernel_package package;

		kernel_package_by_release(&upgrades[i].os, upgrades[i].release, "vxlan", &package);
		assert_string_equal(package.upgrade, upgrades[i].upgrade);
	}
}

/* A release is at most 64 bytes: nothing may be cut, for a command that is cut does harm. */
static void test_longest_release(void **state)
{
	static const char *const ids[] = {"debian", "ubuntu", "rhel",   "fedora", "amzn",
					  "azurelinux", "suse", "arch", "openEuler", "bottlerocket"};
	char release[65] = "6.12.0-55-";

	memset(release + strlen(release), 'x', sizeof(release) - 1 - strlen(release));
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		struct os_release os = {.version_id = "99"};
		struct kernel_package package;

		snprintf(os.id, sizeof(os.id), "%s", ids[i]);
		kernel_package_by_release(&os, release, "vxlan", &package);
		assert_true(strlen(package.package) < sizeof(package.package) - 1);
		assert_true(strlen(package.command) < sizeof(package.command) - 1);
		assert_true(strlen(package.newest) < sizeof(package.newest) - 1);
		assert_true(strlen(package.upgrade) < sizeof(package.upgrade) - 1);
		assert_true(strlen(package.newest) < sizeof(package.newest) - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),           cmocka_unit_test(test_other_modules),
		cmocka_unit_test(test_upgrade),
		cmocka_unit_test(test_longest_release),
	};

	return RUN_GROUP("kernel_package", tests);
}
