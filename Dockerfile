# The executable is built where Bun is, and runs where nothing else is.
FROM oven/bun:1.4.4-debian AS build
WORKDIR /build
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile
COPY . .
RUN bun run build && mkdir data

# The executable needs glibc and nothing more (musl images lack it); this image holds glibc, certificates and time zones.
FROM gcr.io/distroless/base-nossl-debian12:nonroot
COPY --from=build /build/dist/switchyard /usr/local/bin/switchyard
COPY --from=build --chown=nonroot:nonroot /build/data /data
ENV DATA_DIR=/data ALLOW_LAN_ACCESS=true PORT=8045
VOLUME /data
EXPOSE 8045
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s CMD ["switchyard", "health"]
ENTRYPOINT ["switchyard"]
CMD ["start"]
