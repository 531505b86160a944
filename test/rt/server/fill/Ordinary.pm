# Ordinary work over two years: tickets are opened, answered, commented on, moved, timed, stalled, resolved and sometimes reopened.
package fill::Ordinary;
use strict; use warnings; use utf8;
use fill::Bed; use fill::Fields; use fill::People; use fill::Things;

our @queues = ('General', '网络故障', 'Incident', 'Service Request', '热线');
our $count = $ENV{RT_FILL_TICKETS} || 190;

sub plan {
  my $start = at('2025-01-06 00:30', sub { });
  my $step = 86400 * 660 / $count;
  for my $n (1 .. $count) { at($start + int($n * $step) + dice(7000), sub { opened($n) }) }
  for my $n (1 .. 6) { at("2025-01-03 0$n:00", sub { old_queue($n) }) }
  at('2025-01-04 00:00', sub { for (@fill::Bed::closed_queues) { must($_->SetDisabled(1)); trap('disabled queue', $_->Id) } });
}
sub old_queue { my ($n) = @_; my $ticket = open_ticket($fill::Bed::closed_queues[$n % 3]->Name, Subject => "Old system $n", Content => words(20)); trap('ticket of a disabled queue', $ticket->Id) }

# Opens a ticket as its requestor (or `by`); the rest goes to RT as it is.
sub open_ticket { my ($queue, %more) = @_;
  my $by = delete $more{by}; my $content = delete $more{Content};
  $more{MIMEObj} ||= mime('single', part('text/plain', $content)) if defined $content;
  $more{Requestor} = [pick(@fill::People::customers)] unless exists $more{Requestor};
  my $ticket = RT::Ticket->new(as($by));
  my ($id, undef, $message) = $ticket->Create(Queue => $queue, %more);
  must($id, $message);
  return $ticket }

sub opened { my ($n) = @_;
  my $han = $n % 3 == 0;
  my $queue = $queues[$n % @queues];
  my $ticket = open_ticket($queue, by => ($n % 4 ? undef : pick(@fill::People::agents)), Subject => $han ? chinese(6) : words(5), Content => $han ? chinese(30) . "\n\n" . chinese(12) : words(25) . "\n\n-- \n" . words(4),
    Owner => $n % 5 ? pick(@fill::People::agents) : 'Nobody', Priority => (0, 20, 50, 80, 100)[$n % 5], ($n % 7 ? () : (Cc => [pick(@fill::People::customers)], AdminCc => ['judy'])),
    TimeEstimated => $n % 6 ? 0 : 30 * ($n % 5), ($queue eq 'Incident' && $n % 2 ? (SLA => 'P1') : ()));
  my $id = $ticket->Id;
  my $agent = $fill::People::agents[$n % @fill::People::agents];
  later(5 + dice(300), sub { my $t = load_ticket($id, $agent); must($t->Correspond(MIMEObj => mime('single', part('text/plain', $han ? chinese(25) : words(22))), TimeTaken => $n % 2 ? 5 + dice(40) : 0)) });
  later(400 + dice(600), sub { my $t = load_ticket($id, $agent); must($t->Comment(MIMEObj => mime('single', part('text/plain', 'Internal: ' . ($n % 2 ? words(14) : chinese(14)))), TimeTaken => $n % 3 ? 0 : 15)) }) if $n % 2;
  later(1100 + dice(900), sub { my $t = load_ticket($id, $agent); changed($t, $n) });
  later(2100 + dice(4000), sub { my $t = load_ticket($id); must($t->Correspond(MIMEObj => mime('single', part('text/plain', words(9))))) }) if $n % 3 == 1;
  later(6500 + dice(9000), sub { my $t = load_ticket($id, $agent); must($t->SetStatus($n % 9 ? 'resolved' : 'rejected')) if $t->Status !~ /resolved|rejected|deleted/ }) if $n % 6;
}

# One or two field changes of every sort.
sub changed { my ($t, $n) = @_;
  my @acts = (
    sub { must($t->SetStatus('stalled')); later(600, sub { my $again = load_ticket($t->Id, 'bob'); must($again->SetStatus('open')) if $again->Status eq 'stalled' }) },
    sub { my $new = pick(@fill::People::agents); must($t->SetOwner($new, 'Force')) if $t->OwnerObj->Name ne $new },
    sub { must($t->SetPriority(10 + $n % 90)) if $t->Priority != 10 + $n % 90 },
    sub { must($t->SetQueue($queues[($n + 1) % @queues])) },
    sub { must($t->SetSubject($t->Subject . ' (amended)')) },
    sub { must($t->AddCustomFieldValue(Field => $fill::Fields::field{'ticket/Region'}, Value => pick('华东', 'North'))); must($t->AddCustomFieldValue(Field => $fill::Fields::field{'ticket/Services'}, Value => 'SD-WAN')) },
    sub { must($t->AddWatcher(Type => 'Cc', Email => "cc$n\@thirdparty.example")) },
    sub { must($t->SetTimeLeft(20 + $n % 100)) },
  );
  $acts[$n % @acts]->(); $acts[($n * 3 + 1) % @acts]->() if $n % 4 == 0;
}
1;
