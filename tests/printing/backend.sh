#!/bin/sh
# A printer that uses no paper: it stores what it receives and says what its control file tells it to say.
# Called by the private cupsd as: backend job user title copies options [file]; the device is bench:FOLDER.
# FOLDER/control holds one word or none: media-empty, cover-open, offline (say it and wait until the word is gone),
# slow (wait until it is gone, saying nothing), broken (end with an error), hold, cancel or retry (end with that wish).
# What is said of one thing goes out in one write, or somebody might look in between.
[ $# -eq 0 ] && { echo 'direct bench "Unknown" "Bench"'; exit 0; }
folder=${DEVICE_URI#bench:}
word() { cat "$folder/control" 2>/dev/null; }
work="$folder/.part-$1-$$" about="$folder/.about-$1-$$" # one that a killed cupsd left behind may work beside the next
trap 'rm -f "$work"; exit 1' TERM
if [ $# -gt 5 ]; then cat "$6" > "$work"; else cat > "$work"; fi
said=
while now=$(word); [ -n "$now" ]; do
    case $now in
        broken) echo "ERROR: the bench is broken" >&2; rm -f "$work"; exit 1 ;;
        hold) rm -f "$work"; exit 3 ;;
        cancel) rm -f "$work"; exit 5 ;;
        retry) rm -f "$work"; exit 6 ;;
        slow) ;;
        *) if [ "$now" != "$said" ]; then
               printf '%sSTATE: +%s-error\nERROR: the bench says %s\n' "${said:+STATE: -$said-error
}" "$now" "$now" >&2
               said=$now
           fi ;;
    esac
    sleep 0.05 &
    wait $!
done
[ -n "$said" ] && echo "STATE: -$said-error" >&2
printf '%s\n%s\n%s\n' "$3" "$4" "$5" > "$about"
mv "$about" "$folder/job-$1.about"
mv "$work" "$folder/job-$1.pdf"
exit 0
