# Accounts: agents and customers, disabled ones, logins that need escaping, people with two accounts, organisations, nested groups.
package fill::People;
use strict; use warnings; use utf8;
use fill::Bed; use fill::Fields;

our (@agents, @customers, %group);
# As registers spell them, except where the trap is that they don't.
our @organisations = ('华东精密制造有限公司', 'Northwind Logistics', '蓝海物流', 'Contoso Retail', '东方贸易', 'Fabrikam Foods', '恒通科技', 'Tailspin Travel');

sub user { my ($login, %more) = @_; my $user = RT::User->new(RT->SystemUser);
  must($user->Create(Name => $login, Privileged => 0, %more)); return $user }

sub make {
  my @first = qw(alice bob carol dave erin frank grace heidi ivan judy mallory niaj);
  for my $n (0 .. $#first) {
    user($first[$n], RealName => ucfirst $first[$n], EmailAddress => "$first[$n]\@desk.example", Privileged => 1, Organization => 'Desk', WorkPhone => "+86 21 5555 01$n" . ($n % 2 ? '' : '0'),
      Timezone => (qw(Asia/Shanghai Europe/London America/New_York))[$n % 3], Lang => $n % 2 ? 'zh-cn' : 'en', Comments => "team " . ($n % 3), Signature => "-- \n$first[$n]\n值班 24h");
    push @agents, $first[$n];
  }
  for my $n (1 .. 48) {
    my $organisation = $organisations[$n % @organisations];
    my $login = "user$n\@customer" . ($n % @organisations) . '.example';
    user($login, RealName => $n % 3 ? "Contact $n" : "联系人$n", EmailAddress => $login, Organization => $organisation, MobilePhone => '138000000' . sprintf('%02d', $n), City => $n % 2 ? '上海' : 'London', Country => $n % 2 ? 'CN' : 'GB', Address1 => "Road $n", Zip => 200000 + $n);
    push @customers, $login;
  }
  # Spelled otherwise than in the registers; one register name stands for two customers; none at all.
  my @odd = ('华东精密制造有限公司 ', 'NORTHWIND LOGISTICS', 'Northwind  Logistics', '蓝海物流(上海)', '东方贸易', '东方贸易', '东方贸易', 'Unknown & Sons <Ltd>', 'Ünïcode GmbH');
  for my $n (0 .. $#odd) { my $user = user("odd$n\@elsewhere.example", RealName => "Odd $n", EmailAddress => "odd$n\@elsewhere.example", Organization => $odd[$n]); push @customers, $user->Name;
    trap($odd[$n] eq '东方贸易' ? 'organisation that is ambiguous' : 'organisation spelled otherwise', $user->Id) }
  for my $name (qw(leaver1 leaver2 leaver3)) { my $user = user($name, RealName => "Left $name", EmailAddress => "$name\@desk.example", Privileged => 1); must($user->SetDisabled(1)) if $name ne 'leaver1'; trap('disabled user', $user->Id);
    $fill::People::leaver = $user if $name eq 'leaver1' }
  for my $n (1 .. 3) { my $user = user("gone$n\@customer1.example", RealName => "Gone $n", EmailAddress => "gone$n\@customer1.example", Organization => 'Northwind Logistics'); trap('disabled user', $user->Id); push @fill::People::gone, $user }
  for my $login ('仅内部账号', '客户 张', 'müller', 'a/b', 'per%25cent', 'plus+tag@mail.example', 'UPPER.Case', "o'hara", '😀smile', 'q?x=1&y#z') {
    my $user = user($login, RealName => "Login $login", ($login =~ /\@/ ? (EmailAddress => $login) : ()), ($login eq 'müller' ? (Privileged => 1) : ()));
    trap('login that needs escaping', $user->Id); trap('user without e-mail', $user->Id) unless $login =~ /\@/; push @customers, $login if $login =~ /\@|^\w+$/ }
  # One person, two accounts: an agent's login, and a customer's made by a mail from home. RT takes an address once only.
  for my $login (qw(alice bob carol)) { my $user = user("$login\@home.example", RealName => ucfirst $login, EmailAddress => "$login\@home.example"); trap('person with two accounts', $user->Id); push @customers, $user->Name }
  # Two people, one name.
  user("li$_\@customer$_.example", RealName => '李明', EmailAddress => "li$_\@customer$_.example", Organization => $organisations[$_]) for 1 .. 3;
  values_for($_) for @agents[0 .. 3];
  groups();
}

sub values_for { my ($login) = @_; my $user = RT::User->new(RT->SystemUser); $user->Load($login);
  fill::Things::fill_in($user, 'user', length $login); trap('user with custom fields', $user->Id) }

sub groups {
  for my $name ('NOC', 'NOC 上海', 'NOC London', '夜班', 'Sales', 'VIP 客户', 'Retired team', 'Nobody in it', 'Old desk', 'Old sales') { my $made = RT::Group->new(RT->SystemUser);
    must($made->CreateUserDefinedGroup(Name => $name, Description => "Group $name", InsideTransaction => 0)); $group{$name} = $made }
  my $join = sub { my ($name, @members) = @_; for (@members) { my $id = ref $_ ? $_->PrincipalId : do { my $u = RT::User->new(RT->SystemUser); $u->Load($_); $u->PrincipalId }; must($group{$name}->AddMember($id)) } };
  $join->('NOC', $group{'NOC 上海'}, $group{'NOC London'}, 'alice'); $join->('NOC 上海', $group{'夜班'}, 'bob', 'carol'); $join->('NOC London', 'dave'); $join->('夜班', 'erin', 'bob', 'frank');
  $join->('Sales', qw(grace heidi), 'leaver1'); $join->('VIP 客户', @customers[0 .. 4]); $join->('Retired team', 'ivan');
  trap('nested group', map { $group{$_}->Id } 'NOC 上海', 'NOC London', '夜班');
  must($group{'夜班'}->AddCustomFieldValue(Field => $fill::Fields::field{'group/Shift'}, Value => 'night'));
  for my $name ('Retired team', 'Old desk', 'Old sales') { must($group{$name}->SetDisabled(1)); trap('disabled group', $group{$name}->Id) }
}
1;
